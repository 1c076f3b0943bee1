import { randomBytes } from 'node:crypto';
import { text } from 'node:stream/consumers';
import { buffer } from 'node:stream/consumers';
import { BlobCutError } from './blob-cut.error';
import { BlobMisplacedError } from './blob-misplaced.error';
import { BlobMissingError } from './blob-missing.error';
import { type BlobStore, type ByteRange } from './blob-store';

async function* of(...chunks: (string | Uint8Array)[]): AsyncGenerator<Uint8Array> {
  for (const chunk of chunks) yield Buffer.from(chunk);
}

async function* broken(...chunks: (string | Uint8Array)[]): AsyncGenerator<Uint8Array> {
  yield* of(...chunks);
  throw new Error('the client went away');
}

let made = 0;
const newKey = (): string => `blob-${process.pid}-${Date.now()}-${++made}`;

/** What every store owes. */
export function itIsABlobStore(open: () => BlobStore, another: () => BlobStore): void {
  it('gives back what was appended, by whichever instance', async () => {
    const key = newKey();
    expect(await open().append(key, 0, of('to ', 'be'))).toBe(5);
    expect(await another().append(key, 5, of(' or not'))).toBe(12);
    await open().finish(key);
    expect(await text(await another().read(key))).toBe('to be or not');
  });

  it('gives back large blobs, cut anywhere, byte by byte', async () => {
    const key = newKey();
    const bytes = randomBytes(13 * 1024 * 1024 + 7);
    const cuts = [0, 1, 3 * 1024 * 1024, 11 * 1024 * 1024 + 3, bytes.length];
    for (const [place, from] of cuts.slice(0, -1).entries()) {
      await another().append(key, from, of(bytes.subarray(from, cuts[place + 1])));
    }
    await open().finish(key);
    expect((await buffer(await open().read(key))).equals(bytes)).toBe(true);
    const part = await buffer(await open().read(key, { first: 5_242_870, last: 5_242_890 }));
    expect(part.equals(bytes.subarray(5_242_870, 5_242_891))).toBe(true);
  });

  it('gives exactly as many bytes as were promised, or breaks off', async () => {
    const key = newKey();
    const exactly = async (length: number, range?: ByteRange) =>
      text(await open().readExactly(key, length, range));
    await expect(exactly(5)).rejects.toThrow(BlobMissingError);
    await open().append(key, 0, of('to be'));
    await open().finish(key);
    expect(await exactly(5)).toBe('to be');
    expect(await exactly(2, { first: 3, last: 4 })).toBe('be');
    for (const length of [4, 6]) await expect(exactly(length)).rejects.toThrow(BlobCutError);
  });

  it('keeps what came before a source broke off', async () => {
    const key = newKey();
    await expect(open().append(key, 0, broken('half'))).rejects.toThrow('went away');
    expect(await another().length(key)).toBe(4);
    await open().append(key, 4, of(' and half'));
    await open().finish(key);
    expect(await text(await open().read(key))).toBe('half and half');
  });

  it.each([0, 3, 9])('writes nothing at %i of five', async (offset) => {
    const key = newKey();
    await open().append(key, 0, of('12345'));
    await expect(open().append(key, offset, of('x'))).rejects.toThrow(BlobMisplacedError);
    expect(await open().length(key)).toBe(5);
  });

  it('has no empty difference: a blob of nothing is a blob', async () => {
    const key = newKey();
    for (let round = 0; round < 2; round += 1) {
      expect(await open().append(key, 0, of())).toBe(0);
      await open().finish(key);
    }
    expect(await text(await open().read(key))).toBe('');
  });

  it('shows nothing unfinished, and finishes twice as once', async () => {
    const key = newKey();
    await open().append(key, 0, of('soon'));
    await expect(open().read(key)).rejects.toThrow(BlobMissingError);
    expect(await open().isFinished(key)).toBe(false);
    await Promise.all([open().finish(key), another().finish(key)]);
    await open().finish(key);
    expect([await open().length(key), await another().isFinished(key)]).toEqual([4, true]);
  });

  it('forgets what is removed, in every state, and more than once', async () => {
    const keys = [newKey(), newKey(), newKey()];
    await open().append(keys[0]!, 0, of('whole'));
    await open().finish(keys[0]!);
    await open().append(keys[1]!, 0, of('part'));
    for (const key of [...keys, ...keys]) await another().remove(key);
    for (const key of keys) {
      expect(await open().length(key)).toBe(0);
      await expect(open().read(key)).rejects.toThrow(BlobMissingError);
      await expect(open().finish(key)).rejects.toThrow(BlobMissingError);
    }
  });
}
