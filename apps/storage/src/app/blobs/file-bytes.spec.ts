import { randomBytes } from 'node:crypto';
import { mkdtemp, open, readdir, readlink, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { finished } from 'node:stream/promises';
import { until } from '@secureconnect/testing';
import { BlobCutError } from './blob-cut.error';
import { type ByteRange } from './blob-store';
import { FileBytes } from './file-bytes';

const piece = 262_144;
const bytes = randomBytes(5 * piece);

let folder: string;
let path: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'file-bytes-'));
  path = join(folder, 'file');
});
beforeEach(() => writeFile(path, bytes));
afterAll(() => rm(folder, { recursive: true, force: true }));

async function isOpen(): Promise<boolean> {
  const handles = await readdir('/proc/self/fd');
  const paths = await Promise.all(handles.map((each) => readlink(`/proc/self/fd/${each}`).catch(() => '')));
  return paths.includes(path);
}

const begin = async (length: number, part?: ByteRange) =>
  new FileBytes(await open(path, 'r'), length, part).begin();

/** Takes each piece a while after it was given, when its place would be another's already if it was not waited for. */
class LateReader extends Writable {
  readonly got: Buffer[] = [];
  readonly places = new Set<ArrayBufferLike>();

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.places.add(chunk.buffer);
    setTimeout(() => {
      this.got.push(Buffer.from(chunk));
      done();
    }, 3);
  }
}

async function piped(source: FileBytes): Promise<LateReader> {
  const reader = new LateReader();
  await Promise.all([finished(source.pipe(reader)), finished(source, { writable: false })]);
  return reader;
}

describe('the bytes of a file', () => {
  it.each([1, 65_535, 65_536, 65_537, 65_536 + piece - 1, 65_536 + piece, 65_536 + piece + 1, bytes.length])(
    'are given whole, %i of them, piped or not',
    async (length) => {
      await truncate(path, length);
      const whole = bytes.subarray(0, length);
      expect(Buffer.concat((await piped(await begin(length))).got).equals(whole)).toBe(true);
      expect((await buffer(await begin(length))).equals(whole)).toBe(true);
      await until('they are closed', async () => !(await isOpen()));
    },
  );

  it('are given in part, and nothing else is looked at', async () => {
    for (const [first, last] of [
      [0, 0],
      [7, 65_542],
      [piece - 1, 3 * piece],
    ] as const) {
      const part = bytes.subarray(first, last + 1);
      const reader = await piped(await begin(part.length, { first, last }));
      expect(Buffer.concat(reader.got).equals(part)).toBe(true);
    }
  });

  it('pass through few places, however many they are', async () => {
    const { got, places } = await piped(await begin(bytes.length));
    expect(got.length).toBeGreaterThan(5);
    expect(places.size).toBeLessThanOrEqual(3);
  });

  it.each([-1, 1])(
    'are cut where %i of them are more or less than promised, before the last is given',
    async (more) => {
      for (const length of [65_536 + piece, 3 * piece]) {
        await truncate(path, length);
        const reader = new LateReader();
        const source = await begin(length + more);
        source.pipe(reader);
        await expect(finished(source, { writable: false })).rejects.toThrow(BlobCutError);
        expect(Buffer.concat(reader.got).length).toBeLessThan(length + more);
        await expect(begin(length + more).then(buffer)).rejects.toThrow(BlobCutError);
      }
      await until('they are closed', async () => !(await isOpen()));
    },
  );

  it('that cannot even begin are closed at once', async () => {
    await truncate(path, 0);
    await expect(begin(5)).rejects.toThrow(BlobCutError);
    await until('it is closed', async () => !(await isOpen()));
  });

  it('are closed only once nothing is read of them any more', async () => {
    const file = await open(path, 'r');
    let goOn: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => (goOn = resolve));
    const read = file.read.bind(file) as (...what: unknown[]) => Promise<unknown>;
    jest.spyOn(file, 'read').mockImplementation((async (...what: unknown[]) => {
      await gate;
      return read(...what);
    }) as never);
    const closing = jest.spyOn(file, 'close');
    const source = new FileBytes(file, bytes.length);
    const begun = source.begin();
    source.destroy();
    await new Promise((resolve) => setImmediate(resolve));
    expect(closing).not.toHaveBeenCalled();
    goOn();
    await begun;
    await until('they are closed', async () => !(await isOpen()));
  });

  it('are read no further once their reader has gone', async () => {
    const source = await begin(bytes.length);
    const reader = source.pipe(new LateReader());
    reader.once('drain', () => source.destroy());
    await until('it is closed', async () => !(await isOpen()));
    expect(Buffer.concat(reader.got).length).toBeLessThan(bytes.length);
    expect(source.readableEnded).toBe(false);
  });
});
