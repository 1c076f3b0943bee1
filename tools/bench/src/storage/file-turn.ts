import { perSecond } from '../auth/auth-stage';
import { median } from '../figures/rounds';
import { type FileSubject } from './file-subject';
import { type Transferred } from './lean-transfer';

const mebibyte = 1_048_576;
const smallBytes = 4_096;
const lanes = 8;

/** What one subject reached in one turn: in MiB a second, in milliseconds, and in files a second. */
export interface FileTurn {
  readonly up: number;
  readonly down: number;
  readonly firstByteMs: number;
  readonly small: number;
}

/** A large file brought and fetched, and then small ones for a while. */
export async function fileTurn(subject: FileSubject, quick: boolean): Promise<FileTurn> {
  const bytes = (quick ? 16 : 256) * mebibyte;
  const { path, ms } = await subject.put(bytes);
  const fetched: Transferred[] = [];
  for (let left = quick ? 1 : 3; left > 0; left -= 1) fetched.push(await subject.get(path));
  const free = Array.from({ length: lanes }, (_, lane) => lane);
  const small = await perSecond(quick ? 0.5 : 2, lanes, async () => {
    const lane = free.pop() as number;
    await subject.putSmall(lane, smallBytes);
    free.push(lane);
  });
  const rate = (took: number) => (bytes / mebibyte / took) * 1_000;
  const firstByteMs = median(fetched.map((each) => each.firstByteMs));
  return { up: rate(ms), down: rate(median(fetched.map((each) => each.ms))), firstByteMs, small };
}

/** What of a turn is told, as figures are named. */
export const fileAspects = [
  ['MiB uploaded', '/s', 'up'],
  ['MiB downloaded', '/s', 'down'],
  ['the first byte of a large file', 'ms', 'firstByteMs'],
  ['small files uploaded', '/s', 'small'],
] as const;
