import { type Beat } from '../watch/pulse';
import { type Check } from './check';

/** Longer than any request may wait: beyond that somebody was kept waiting, and not served. */
const longestMs = 5_000;

/** Whether the traffic that never stopped was served, all of it. */
export function judgeTraffic(beats: readonly Beat[]): Check {
  const failed = beats.filter(({ failed }) => failed !== '');
  const slowest = Math.max(0, ...beats.map(({ ms }) => ms));
  const asks = 'All traffic went on, through the fault and its end';
  const [first] = failed;
  if (first) {
    const { kind, failed: why } = first;
    return { asks, held: false, said: `${failed.length} of ${beats.length} failed, first a ${kind}: ${why}` };
  }
  const said = `${beats.length} requests and messages, none failed, the slowest took ${slowest.toFixed(0)} ms`;
  return { asks, held: beats.length > 0 && slowest <= longestMs, said };
}
