import { type MadeFault, type Noticed } from '../history/storm-history';
import { type TroubleLine } from './log-watch';

const minuteMs = 60_000;
/** What a fault may be told of: that it is there, that it is over, and half-way states between. */
const linesPerFault = 4;

/**
 * Kinds of lines that one instance wrote more often than once a minute and, for each fault of that minute or the one
 * before it, once for each state that it can be in.
 */
export function logFloods(lines: readonly TroubleLine[], faults: readonly MadeFault[]): Noticed[] {
  const kinds = grouped(lines);
  return [...kinds.values()].flatMap((ofKind) => floodOf(ofKind, faults) ?? []);
}

function floodOf(lines: readonly TroubleLine[], faults: readonly MadeFault[]): Noticed | undefined {
  for (const [index, { at, instance, text }] of lines.entries()) {
    const until = at + minuteMs;
    const within = lines.slice(index).filter((line) => line.at < until).length;
    const near = faults.filter(({ from, to }) => from < until && to > at - minuteMs).length;
    if (within > 1 + near * linesPerFault)
      return {
        at,
        instance,
        what: `log-flood: ${within} times in a minute, with ${near} faults near: ${text}`,
      };
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
