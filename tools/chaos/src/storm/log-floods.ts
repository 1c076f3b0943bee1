import { type MadeFault, type Noticed } from '../history/storm-history';
import { type TroubleLine } from './log-watch';

const minuteMs = 60_000;
/** A fault may be there, be over, and be told of once for each. */
const linesPerFault = 2;
/** `Redis: normal -> degraded after 2.0 s (…)`: one for each change is what is owed. */
const change = /\w -> \w/;

/**
 * Kinds of lines that one instance wrote more often than once a minute, once for each change of state that it told in
 * that minute, and twice for each fault of that minute or the one before it.
 */
export function logFloods(lines: readonly TroubleLine[], faults: readonly MadeFault[]): Noticed[] {
  const isChange = ({ text }: TroubleLine) => change.test(text);
  const changes = lines.filter(isChange);
  const kinds = grouped(lines.filter((line) => !isChange(line)));
  return [...kinds.values()].flatMap((ofKind) => floodOf(ofKind, changes, faults) ?? []);
}

function floodOf(
  lines: readonly TroubleLine[],
  changes: readonly TroubleLine[],
  faults: readonly MadeFault[],
): Noticed | undefined {
  for (const [index, { at, instance, text }] of lines.entries()) {
    const until = at + minuteMs;
    const within = lines.slice(index).filter((line) => line.at < until).length;
    const near = faults.filter(({ from, to }) => from < until && to > at - minuteMs).length;
    const changed = changes.filter((line) => line.instance === instance && line.at >= at && line.at < until);
    if (within <= 1 + changed.length + near * linesPerFault) continue;
    const beside = `with ${changed.length} changes of state and ${near} faults`;
    return { at, instance, what: `log-flood: ${within} times in a minute, ${beside}: ${text}` };
  }
  return undefined;
}

function grouped(lines: readonly TroubleLine[]): Map<string, TroubleLine[]> {
  const kinds = new Map<string, TroubleLine[]>();
  for (const line of lines) {
    const key = `${line.instance} ${line.kind}`;
    const known = kinds.get(key);
    if (known) known.push(line);
    else kinds.set(key, [line]);
  }
  return kinds;
}
