import { type SaidNotice } from './kept-notices';

/** More would not pass through PostgreSQL in one piece, and would hold up what comes after. */
const mostLength = 128 * 1024;

/** Takes as many notices from the front of a queue as go together; at least one. */
export function takeBatch(queue: SaidNotice[]): SaidNotice[] {
  let length = 0;
  let count = 0;
  for (const { payload } of queue) {
    length += payload.length;
    if (count > 0 && length > mostLength) break;
    count += 1;
  }
  return queue.splice(0, count);
}

/** The body of a frame with these notices; each was written as JSON when it was said. */
export function encodeNotices(notices: readonly SaidNotice[]): string {
  const runs: string[] = [];
  for (let from = 0, to = 0; from < notices.length; from = to) {
    to = endOfRun(notices, from);
    const { topic, number } = notices[from] as SaidNotice;
    const payloads = notices.slice(from, to).map(({ payload }) => payload);
    runs.push(`[${JSON.stringify(topic)},${number},[${payloads.join(',')}]]`);
  }
  return `{"kind":"notices","runs":[${runs.join(',')}]}`;
}

function endOfRun(notices: readonly SaidNotice[], from: number): number {
  const first = notices[from] as SaidNotice;
  let to = from + 1;
  while (notices[to]?.topic === first.topic && notices[to]?.number === first.number + to - from) to += 1;
  return to;
}
