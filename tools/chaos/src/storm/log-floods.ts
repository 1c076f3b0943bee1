import { type MadeFault, type Noticed } from '../history/storm-history';
import { type TroubleLine } from './log-watch';

const minuteMs = 60_000;
/** Something goes away and comes back: two changes of state of what was struck, each told once by each subsystem it concerns. */
const changesPerFault = 2;
/** What was struck may be away for longer than the fault: an instance starts again, a lease runs out. */
const lingersMs = 20_000;
/** `Redis: normal -> degraded after 2.0 s (…)`: the line that is owed for a change. */
const change = /\w -> \w/;

/**
 * Subsystems of an instance that wrote more lines of trouble in a minute than the bar: one, and one for each change of
 * state. Changes are those the subsystem told as such (which are their own line), and two for each fault of that minute.
 */
export function logFloods(lines: readonly TroubleLine[], faults: readonly MadeFault[]): Noticed[] {
  const others = lines.filter(({ text }) => !change.test(text));
  return [...grouped(others).values()].flatMap((own) => floodOf(own, faults) ?? []);
}

function floodOf(lines: readonly TroubleLine[], faults: readonly MadeFault[]): Noticed | undefined {
  let end = 0;
  for (const [index, { at, instance, subsystem }] of lines.entries()) {
    const until = at + minuteMs;
    while ((lines[end]?.at ?? Infinity) < until) end += 1;
    const within = end - index;
    const near = faults.filter(({ from, to }) => from < until && to + lingersMs > at).length;
    if (within <= 1 + near * changesPerFault) continue;
    const what = `log-flood: ${within} lines of ${subsystem} in a minute with ${near} faults: ${kindsOf(lines.slice(index, end))}`;
    return { at, instance, what };
  }
  return undefined;
}

/** Its lines, the most frequent first. */
function kindsOf(lines: readonly TroubleLine[]): string {
  const counts = new Map<string, number>();
  for (const { text } of lines) counts.set(text, (counts.get(text) ?? 0) + 1);
  const sorted = [...counts].sort(([, one], [, other]) => other - one);
  return sorted
    .slice(0, 5)
    .map(([text, times]) => `${times} x ${text}`)
    .join('; ');
}

function grouped(lines: readonly TroubleLine[]): Map<string, TroubleLine[]> {
  const own = new Map<string, TroubleLine[]>();
  for (const line of lines) {
    const key = `${line.instance} ${line.subsystem}`;
    const known = own.get(key);
    if (known) known.push(line);
    else own.set(key, [line]);
  }
  return own;
}
