import { serviceNames } from '@secureconnect/contracts';
import { type DrillResult } from '../drill';
import { type Sighting } from '../watch/mode-watch';
import { type Beat } from '../watch/pulse';
import { escapeHtml } from './escape-html';

const width = 960;
const left = 90;
const lane = 22;
const dots = { top: 190, height: 200 };
const decades = [1, 10, 100, 1_000, 10_000];

/** What happened when: the modes of the services, and how long each request and message took. */
export function timelineChart(result: DrillResult): string {
  const scale = (at: number) => left + ((width - left - 10) * at) / Math.max(1, result.lasted);
  const height = dots.top + dots.height + 40;
  return `<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="Timeline of the drill">
${outageBand(result, scale, height)}
${serviceNames.map((name, place) => modeLane(name, place, result, scale)).join('\n')}
<text class="lane" x="${left - 10}" y="${dots.top - 23}">people</text>
${grid()}
${result.beats.map((beat) => dot(beat, scale)).join('')}
${result.outcomes.map((outcome) => tick(outcome, scale)).join('')}
${seconds(result.lasted, scale)}
</svg>`;
}

type Scale = (at: number) => number;
const top = (place: number) => 34 + place * lane;

function outageBand({ outage: { from, until }, fault }: DrillResult, scale: Scale, height: number): string {
  const [x, end] = [scale(from), scale(until)];
  return `<rect class="outage" x="${x.toFixed(1)}" y="20" width="${Math.max(2, end - x).toFixed(1)}" height="${height - 50}"/>
<text class="head" x="${x.toFixed(1)}" y="14">${escapeHtml(fault.name)}</text>`;
}

function modeLane(name: string, place: number, { sightings, lasted }: DrillResult, scale: Scale): string {
  const own = sightings.filter(({ service }) => service === name);
  const bars = own.map((sighting, index) => bar(sighting, own[index + 1]?.at ?? lasted, top(place), scale));
  return `<text class="lane" x="${left - 10}" y="${top(place) + 12}">${name}</text>${bars.join('')}`;
}

function bar({ mode, why, at }: Sighting, until: number, y: number, scale: Scale): string {
  const [x, end] = [scale(at), scale(until)];
  return `<rect class="mode ${mode}" x="${x.toFixed(1)}" y="${y}" width="${Math.max(1, end - x).toFixed(1)}" height="${lane - 6}"><title>${escapeHtml(`${mode} ${why}`.trim())}</title></rect>`;
}

/** Milliseconds by their logarithm: what is ordinary and what is not are both to be seen. */
function row(ms: number): number {
  const share = Math.log10(Math.min(10_000, Math.max(1, ms))) / 4;
  return dots.top + dots.height * (1 - share);
}

const grid = () =>
  decades
    .map((ms) => {
      const y = row(ms).toFixed(1);
      const text = ms < 1_000 ? `${ms} ms` : `${ms / 1_000} s`;
      return `<line class="grid" x1="${left}" x2="${width - 10}" y1="${y}" y2="${y}"/><text class="lane" x="${left - 10}" y="${y}">${text}</text>`;
    })
    .join('\n');

function dot({ kind, at, ms, failed }: Beat, scale: Scale): string {
  const title = failed ? `<title>${escapeHtml(failed)}</title>` : '';
  return `<circle class="${kind}${failed ? ' failed' : ''}" cx="${scale(at).toFixed(1)}" cy="${row(ms).toFixed(1)}" r="${failed ? 4 : 2}">${title}</circle>`;
}

function tick({ operation, at, ms, held, said }: DrillResult['outcomes'][number], scale: Scale): string {
  const text = escapeHtml(`${operation}: ${said}, ${ms.toFixed(0)} ms`);
  return `<rect class="step${held ? '' : ' failed'}" x="${scale(at).toFixed(1)}" y="${dots.top - 32}" width="${Math.max(2, scale(at + ms) - scale(at) - 1).toFixed(1)}" height="10"><title>${text}</title></rect>`;
}

function seconds(lasted: number, scale: Scale): string {
  const every = [1_000, 5_000].find((step) => lasted / step < 15) ?? 10_000;
  const marks = Array.from({ length: Math.floor(lasted / every) + 1 }, (_, each) => each * every);
  const y = dots.top + dots.height + 24;
  return marks
    .map((at) => `<text class="mark" x="${scale(at).toFixed(1)}" y="${y}">${at / 1_000} s</text>`)
    .join('');
}
