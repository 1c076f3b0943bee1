import { faultNamed } from '../faults/storm-faults';
import { type KeptStorm } from '../history/kept-storm';
import { type MadeFault, type Starved } from '../history/storm-history';
import { shapeOf } from '../system/system-shape';
import { escapeHtml } from './escape-html';

const [width, left, lane, top] = [1_040, 100, 15, 34];
/** So many findings are lines through everything, for what they met; more would hide it. */
const mostLines = 12;
/** Of a letter in a bar. */
const letter = 5.2;
const rates = 90;
const columns = 180;

type Scale = (at: number) => number;

const takers = ['redis', 'postgres', 'instance', 'way'] as const;

/** What happened when: the faults by what they struck, the mode of each instance, and how many steps were done. */
export function stormChart(kept: KeptStorm): string {
  const { began, ended } = kept.history;
  const scale: Scale = (at) => left + ((width - left - 10) * (at - began)) / Math.max(1, ended - began);
  const lanes = faultLanes(kept.history.faults);
  const instances = shapeOf(kept.plan.form).instances;
  const modesTop = top + lanes.length * lane + 12;
  const ratesTop = modesTop + instances.length * lane + 12;
  const height = ratesTop + rates + 30;
  return `<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="Timeline of the storm">
${(kept.history.starved ?? []).map((each) => starvedBand(each, height, scale)).join('')}
${lanes.map(([name, faults], place) => faultLane(name, faults, top + place * lane, scale)).join('\n')}
${instances.map((name, place) => modeLane(name, place, modesTop + place * lane, kept, scale)).join('\n')}
${rateColumns(kept, ratesTop, scale)}
${findingLane(kept, height, scale)}
${clock(began, ended, height, scale)}
</svg>`;
}

/** As many lanes for each kind as overlap at most. */
function faultLanes(faults: readonly MadeFault[]): (readonly [string, readonly MadeFault[]])[] {
  return takers.flatMap((takes) => {
    const lanes: MadeFault[][] = [];
    for (const fault of faults.filter(({ name }) => faultNamed(name).takes === takes)) {
      const free = lanes.find((each) => (each.at(-1)?.to ?? 0) <= fault.from);
      if (free) free.push(fault);
      else lanes.push([fault]);
    }
    return lanes.map((each, index) => [index === 0 ? takes : '', each] as const);
  });
}

function faultLane(name: string, faults: readonly MadeFault[], y: number, scale: Scale): string {
  const bars = faults.map(({ name: fault, struck, from, to }) => {
    const title = `${fault}: ${struck}, ${((to - from) / 1_000).toFixed(1)} s`;
    const short = fault.replace(/^(redis|postgres|instance|way)-/, '');
    const isNamed = scale(to) - scale(from) > short.length * letter + 6;
    const label = isNamed
      ? `<text class="name" x="${(scale(from) + 3).toFixed(1)}" y="${y + 9}">${short}</text>`
      : '';
    return bar('struck', scale(from), scale(to), y, title) + label;
  });
  return `<text class="lane" x="${left - 8}" y="${y + 9}">${name}</text>${bars.join('')}`;
}

function modeLane(
  name: string,
  place: number,
  y: number,
  { modes, history }: KeptStorm,
  scale: Scale,
): string {
  const bars: string[] = [];
  let from = 0;
  for (let index = 1; index <= modes.length; index += 1) {
    const [was, is] = [modes[from], modes[index]];
    if (!was || was.modes[place] === is?.modes[place]) continue;
    const [begin, end] = [Math.max(was.at, history.began), is?.at ?? history.ended];
    if (end > begin)
      bars.push(
        bar(`mode ${was.modes[place]}`, scale(begin), scale(end), y, `${name}: ${wordOf(was.modes[place])}`),
      );
    from = index;
  }
  return `<text class="lane" x="${left - 8}" y="${y + 9}">${name}</text>${bars.join('')}`;
}

const wordOf = (letter = 'a'): string => ({ n: 'normal', d: 'degraded' })[letter] ?? 'away';

function bar(kind: string, from: number, to: number, y: number, title: string): string {
  const size = `x="${from.toFixed(1)}" y="${y}" width="${Math.max(1, to - from).toFixed(1)}" height="${lane - 4}"`;
  return `<rect class="${kind}" ${size}><title>${escapeHtml(title)}</title></rect>`;
}

function rateColumns({ history }: KeptStorm, y: number, scale: Scale): string {
  const { began, ended, steps } = history;
  const span = Math.max(1, ended - began) / columns;
  const counted = Array.from({ length: columns }, () => ({ done: 0, refused: 0, unknown: 0 }));
  for (const { ended: at, outcome } of steps) {
    const column = counted[Math.floor((at - began) / span)];
    if (column) column[outcome] += 1;
  }
  const most = Math.max(1, ...counted.map(({ done, refused, unknown }) => done + refused + unknown));
  const drawn = counted.map((column, index) => {
    let base = y + rates;
    const x = scale(began + index * span);
    const wide = Math.max(1, scale(began + span) - scale(began) - 0.6).toFixed(1);
    return (['done', 'refused', 'unknown'] as const).map((outcome) => {
      const high = (column[outcome] / most) * rates;
      base -= high;
      if (high === 0) return '';
      return `<rect class="${outcome}" x="${x.toFixed(1)}" y="${base.toFixed(1)}" width="${wide}" height="${high.toFixed(1)}"/>`;
    });
  });
  const label = `<text class="lane" x="${left - 8}" y="${y + 9}">${Math.round((most / span) * 1_000)} steps/s</text>`;
  return label + drawn.flat().join('');
}

function starvedBand({ from, to, why }: Starved, height: number, scale: Scale): string {
  const [start, end] = [Math.max(left, scale(from)), Math.min(width - 10, scale(to))];
  if (end <= start) return '';
  return `<rect class="starved" x="${start.toFixed(1)}" y="8" width="${(end - start).toFixed(1)}" height="${height - 30}"><title>${escapeHtml(why)}</title></rect>`;
}

/** A mark for each, in a lane of their own; through all the others where they are few. */
function findingLane({ findings }: KeptStorm, height: number, scale: Scale): string {
  if (findings.length === 0) return '';
  const end = findings.length > mostLines ? 24 : height - 22;
  const marks = findings.map(({ at, fault, isUnsure }) => {
    const x = scale(at).toFixed(1);
    const kind = isUnsure ? 'finding unsure' : 'finding';
    return `<line class="${kind}" x1="${x}" x2="${x}" y1="8" y2="${end}"><title>${escapeHtml(fault)}</title></line>`;
  });
  return `<text class="lane" x="${left - 8}" y="20">found</text>${marks.join('')}`;
}

function clock(began: number, ended: number, height: number, scale: Scale): string {
  const seconds = (ended - began) / 1_000;
  const every = [5, 10, 30, 60, 300, 600].find((each) => seconds / each <= 16) ?? 1_800;
  const marks = Array.from({ length: Math.floor(seconds / every) + 1 }, (_, each) => each * every);
  return marks
    .map(
      (at) =>
        `<text x="${scale(began + at * 1_000).toFixed(1)}" y="${height - 8}">${at < 60 || at % 60 > 0 ? `${at} s` : `${at / 60} min`}</text>`,
    )
    .join('');
}
