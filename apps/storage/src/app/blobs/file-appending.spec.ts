import { randomBytes } from 'node:crypto';
import { type FileHandle } from 'node:fs/promises';
import { FileAppending } from './file-appending';

/** A disk that takes only when it is let, and less than it is given. */
class SlowDisk {
  readonly written: Buffer[] = [];
  private readonly waiting: (() => void)[] = [];
  isOpen = false;

  constructor(private readonly most = Number.POSITIVE_INFINITY) {}

  get handle(): FileHandle {
    return { writev: (chunks: Uint8Array[], at: number) => this.write(chunks, at) } as never;
  }

  get bytes(): Buffer {
    return Buffer.concat(this.written);
  }

  open(): void {
    this.isOpen = true;
    this.waiting.splice(0).forEach((go) => go());
  }

  private async write(chunks: Uint8Array[], at: number): Promise<{ bytesWritten: number }> {
    if (!this.isOpen) await new Promise<void>((resolve) => this.waiting.push(resolve));
    expect(at).toBe(this.bytes.length);
    const taken = Buffer.concat(chunks).subarray(0, this.most);
    this.written.push(taken);
    return { bytesWritten: taken.length };
  }
}

const pieces = Array.from({ length: 60 }, () => randomBytes(65_536));

describe('bytes on their way to a file', () => {
  it('are taken while the disk takes those before, and no more than there is room for', async () => {
    const disk = new SlowDisk();
    let taken = 0;
    const source = async function* () {
      for (const piece of pieces) {
        taken += 1;
        yield piece;
      }
    };
    const run = new FileAppending(disk.handle, 0).run(source());
    await new Promise(setImmediate);
    // One is being written, sixteen are a megabyte.
    expect(taken).toBe(17);
    disk.open();
    expect(await run).toBe(60 * 65_536);
    expect(disk.bytes.equals(Buffer.concat(pieces))).toBe(true);
    expect(disk.written.slice(0, 2).map(({ length }) => length)).toEqual([65_536, 1_048_576]);
  });

  it('are all written by a disk that takes less than it is given', async () => {
    const disk = new SlowDisk(50_000);
    disk.open();
    expect(await new FileAppending(disk.handle, 0).run(from(pieces))).toBe(60 * 65_536);
    expect(disk.bytes.equals(Buffer.concat(pieces))).toBe(true);
  });

  it('are written as far as they came where their source breaks off', async () => {
    const disk = new SlowDisk();
    const source = async function* () {
      yield* pieces.slice(0, 3);
      disk.open();
      throw new Error('the client went away');
    };
    await expect(new FileAppending(disk.handle, 0).run(source())).rejects.toThrow('went away');
    expect(disk.bytes.equals(Buffer.concat(pieces.slice(0, 3)))).toBe(true);
  });

  it('end with what the disk says, at the first or the last of them', async () => {
    const full = { writev: () => Promise.reject(new Error('no room')) } as never;
    for (const count of [1, 60])
      await expect(new FileAppending(full, 0).run(from(pieces.slice(0, count)))).rejects.toThrow('no room');
  });

  it('are made durable on the way, and whoever brought them is told where they were not', async () => {
    const many = Array.from({ length: 5 }, () => pieces).flat();
    const taking = async (chunks: Uint8Array[]) => ({ bytesWritten: Buffer.concat(chunks).length });
    let synced = 0;
    const sound = { writev: taking, datasync: async () => void (synced += 1) } as never;
    expect(await new FileAppending(sound, 0).run(from(many))).toBe(300 * 65_536);
    expect(synced).toBe(2);
    const broken = { writev: taking, datasync: () => Promise.reject(new Error('broken')) } as never;
    await expect(new FileAppending(broken, 0).run(from(many))).rejects.toThrow('broken');
  });

  it.each([0, 1])('are taken back where a disk could not keep them, which it tells once (%i)', async (at) => {
    const toldBy = ['sync', 'datasync'][at];
    let [told, length] = [false, 7];
    let whenTold: () => unknown = () => undefined;
    const syncing = (name: string) => async () => {
      if (name !== toldBy || told) return;
      told = true;
      whenTold();
      throw new Error('broken');
    };
    const disk = {
      writev: async (chunks: Uint8Array[], to: number) => {
        const bytesWritten = Buffer.concat(chunks).length;
        length = to + bytesWritten;
        return { bytesWritten };
      },
      ...{ sync: syncing('sync'), datasync: syncing('datasync') },
      truncate: async (to: number) => void (length = to),
    } as never;
    let isMine = true;
    const guard = () => {
      if (!isMine) throw new Error('Another writes.');
    };
    const bring = () =>
      new FileAppending(disk, 7, guard).runDurably(
        (async function* () {
          for (let round = 0; round < 3; round += 1) yield* pieces;
          throw new Error('the client went away');
        })(),
      );
    await expect(bring()).rejects.toThrow('broken');
    expect(length).toBe(7);
    [told, whenTold] = [false, () => (isMine = false)];
    await expect(bring()).rejects.toThrow(/broken|Another/);
    // Another may have gone on with it, whose bytes stay.
    expect(length).toBeGreaterThan(7);
  });
});

async function* from(chunks: readonly Buffer[]): AsyncGenerator<Uint8Array> {
  yield* chunks;
}
