import { type ChildProcess, spawn } from 'node:child_process';
import { type Readable, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { PictureCrashedError } from './picture-crashed.error';
import { pictureLoaders, type PictureLimits } from './picture-limits';
import { pictureProgram } from './picture-program.constants';

/** Small images, in the order of the widths asked for; or why there are none, as the decoder said it. */
export type Drawn = { readonly images: readonly Buffer[] } | { readonly refusal: string };

/** More comes of no picture. */
const mostAnswerBytes = 16 * 1_048_576;
const refused = 3;

/**
 * The kernel holds it to its memory and its time, also when nobody looks after it any more. The heap is small, for the
 * pictures are not in it.
 */
const confine = 'ulimit -c 0; ulimit -d "$1"; ulimit -t "$2"; shift 2; exec "$@"';

function begin(told: object, { memoryMib, cpuSeconds }: PictureLimits): ChildProcess {
  const node = [process.execPath, '--max-old-space-size=64', '-e', pictureProgram];
  const kept = [String(memoryMib * 1_024), String(cpuSeconds)];
  const args = ['-c', confine, 'sh', ...kept, ...node, require.resolve('sharp'), JSON.stringify(told)];
  // Nothing of the environment, which is full of secrets.
  return spawn('/bin/sh', args, { cwd: '/', env: {}, stdio: ['pipe', 'pipe', 'pipe'] });
}

/** Draws a picture small, each width in a box as high as wide, in a process that ends with it. Throws `PictureCrashedError`. */
export async function drawPicture(
  picture: Readable,
  length: number,
  widths: readonly number[],
  { signal, ...limits }: PictureLimits & { readonly signal: AbortSignal },
): Promise<Drawn> {
  const { pixels, cpuSeconds: seconds } = limits;
  const child = begin({ length, widths, pixels, seconds, loaders: pictureLoaders }, limits);
  const kill = () => void child.kill('SIGKILL');
  const timer = setTimeout(kill, limits.deadlineMs);
  signal.addEventListener('abort', kill);
  try {
    const ended = endOf(child, kill);
    const [said] = await Promise.all([ended, hand(picture, child, ended).catch(failed(kill))]);
    return said;
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', kill);
    kill();
  }
}

/** What cannot be read cannot be drawn, and nobody is to wait for it. */
const failed = (kill: () => void) => (error: unknown) => {
  kill();
  throw error;
};

/** Hands the picture over; whoever has seen enough of it may leave before its end. */
async function hand(picture: Readable, child: ChildProcess, ended: Promise<unknown>): Promise<void> {
  const input = child.stdin as Writable;
  let hasLeft = false;
  input.on('error', () => (hasLeft = true));
  try {
    // Its input stays open: by that end it sees that nobody waits for it any more.
    await pipeline(picture, input, { end: false });
  } catch (error) {
    if (!hasLeft) throw error;
    await ended;
  }
}

function endOf(child: ChildProcess, kill: () => void): Promise<Drawn> {
  const [said, faults] = [bounded(child.stdout, kill), bounded(child.stderr, kill)];
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => {
      if (code === 0) return resolve({ images: imagesOf(said()) });
      if (code === refused) return resolve({ refusal: faults().toString('utf8') });
      reject(new PictureCrashedError(signal ?? `code ${code}: ${faults().toString('utf8').slice(0, 500)}`));
    });
  });
}

/** Gives what came so far. */
function bounded(stream: Readable | null, kill: () => void): () => Buffer {
  const chunks: Buffer[] = [];
  let length = 0;
  stream?.on('data', (chunk: Buffer) => {
    length += chunk.length;
    if (length > mostAnswerBytes) return kill();
    chunks.push(chunk);
  });
  return () => Buffer.concat(chunks);
}

function imagesOf(answer: Buffer): Buffer[] {
  const head = answer.indexOf('\n');
  let at = head + 1;
  return (JSON.parse(answer.subarray(0, head).toString()) as number[]).map((length) =>
    answer.subarray(at, (at += length)),
  );
}
