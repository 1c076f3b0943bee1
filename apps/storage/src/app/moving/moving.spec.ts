import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type INestApplicationContext } from '@nestjs/common';
import { SessionLocks } from '@secureconnect/platform';
import {
  removeFolder,
  type S3Server,
  ServerProcess,
  startS3,
  temporaryFolder,
  until,
} from '@secureconnect/testing';
import { DataSource } from 'typeorm';
import { BlobStores } from '../blobs/blob-stores';
import { S3Places } from '../blobs/s3/s3-places.contract';
import { partBytes } from '../blobs/s3/s3-unfinished';
import { StorageScene } from '../storage-scene.contract';
import { MoveBlobs } from './move-blobs.use-case';
import { move } from './move.command';
import { MovingRecord } from './moving-record.adapter';

const root = join(__dirname, '../../../../..');
const program = [
  '-C',
  '@secureconnect/source',
  '-r',
  '@secureconnect/testing/from-source',
  'apps/storage/src/main.ts',
];

describe('moving all files to another store, while they are read', () => {
  const logs = temporaryFolder('moving');
  const files = new Map<string, Buffer>();
  let s3: S3Server;
  let places: S3Places;
  let scene: StorageScene;
  let ada: string;
  let started = 0;

  /** As an operator does it: a process, which can be killed. */
  const spawnMove = (...args: string[]): ServerProcess =>
    new ServerProcess({
      command: process.execPath,
      args: [...program, 'move', ...args],
      cwd: root,
      env: { ...process.env, ...scene.environment, LOG_LEVEL: 'error' },
      logFile: join(logs, `${++started}.log`),
    });

  const ended = async (moving: ServerProcess): Promise<string> => {
    await until('the move to end', () => !moving.running, { timeout: 120_000 });
    return moving.log();
  };

  /** The same command where nothing is to be killed: a process would cost seconds. */
  const moveHere = async (...args: string[]): Promise<string> => {
    const stores = scene.at().get(BlobStores);
    const record = new MovingRecord(scene.at().get(DataSource), scene.at().get(SessionLocks));
    const own = new Map<unknown, unknown>([
      [BlobStores, stores],
      [MoveBlobs, new MoveBlobs(record, stores)],
    ]);
    const words = await move.run({ get: (type: unknown) => own.get(type) } as INestApplicationContext, args);
    return String(words);
  };

  const where = async (store: string): Promise<string[]> => {
    const sql = 'SELECT id FROM storage.files WHERE deleted_at IS NULL AND store = $1 ORDER BY id';
    return (await scene.rows<{ id: string }>(sql, [store])).map(({ id }) => id);
  };

  const allAreReadable = async () => {
    for (const [id, bytes] of files) {
      const answer = await fetch(`${scene.at().url}/v1/files/${id}/content`, {
        headers: { authorization: `Bearer ${scene.tokenOf(ada)}` },
      });
      expect([answer.status, Buffer.from(await answer.arrayBuffer()).equals(bytes)]).toEqual([200, true]);
    }
  };

  beforeAll(async () => {
    s3 = await startS3();
    places = new S3Places(s3);
    scene = await StorageScene.start(1, { ...places.env, STORAGE_NEW_FILES: 'local' });
    [ada] = scene.people(1);
    for (const size of [0, 5, 100_000]) {
      const bytes = randomBytes(size);
      files.set(await scene.as(ada).uploaded(bytes), bytes);
    }
    const large = randomBytes(3 * partBytes + 9);
    files.set(await scene.as(ada).resumable(large), large);
  }, 240_000);

  afterAll(async () => {
    await scene.close();
    await s3.close();
    await removeFolder(logs);
  });

  it('is gone on with where it was killed, by one at a time, and everything is readable throughout', async () => {
    expect(await where('local')).toHaveLength(4);
    const first = spawnMove('--to', 's3', '--rate', '4');
    const row = await until(
      'a part of the large one to be there',
      async () => {
        const rows = await scene.rows<{ key: string }>('SELECT new_key AS key FROM storage.moving_blobs');
        const [only] = rows.length === 1 ? rows : [];
        return only && (await places.store().length(only.key)) >= partBytes ? only : undefined;
      },
      { timeout: 120_000, every: 100 },
    );
    // It is slow, and not dead.
    first.freeze();
    await expect(moveHere('--to', 's3')).rejects.toThrow('Another move is under way');
    await first.kill();
    expect(await where('s3')).toHaveLength(3);
    await allAreReadable();
    const words = await ended(spawnMove('--to', 's3'));
    expect(words).toContain('1 of 1 blobs, 24.0 MiB of 24.0 MiB');
    expect(words).toContain('1 blobs lie in s3 now');
    const moved = await scene.rows<{ key: string }>(
      "SELECT blob_key AS key FROM storage.files WHERE store = 's3' ORDER BY size DESC LIMIT 1",
    );
    expect(moved[0]?.key).toBe(row.key);
    await allAreReadable();
    await scene.sweep();
    expect((await scene.blobs()).finished.size).toBe(0);
    expect(await moveHere('--to', 's3')).toContain('Nothing needs the other store any more');
  }, 300_000);

  it('is done in both directions, and what was deleted meanwhile is not brought back', async () => {
    const [first = ''] = files.keys();
    const back = moveHere('--to', 'local', '--rate', '8', '--concurrency', '1');
    await until('the first to be moved', async () => (await where('local')).length > 0, { timeout: 120_000 });
    const [id = '', bytes] = [...files].at(-1) ?? [];
    expect((await scene.as(ada).delete(`/v1/files/${id}`)).status).toBe(204);
    files.delete(id);
    expect(bytes?.length).toBeGreaterThan(partBytes);
    await back;
    expect(await where('s3')).toEqual([]);
    expect(await where('local')).toContain(first);
    await allAreReadable();
    // What was brought of the deleted one was doomed with it.
    await scene.consistent();
    expect(await scene.rows('SELECT * FROM storage.moving_blobs')).toEqual([]);
  }, 300_000);

  it('leaves where it is what is not what it should be, and says so', async () => {
    const [id = ''] = [...files].find(([, { length }]) => length === 5) ?? [];
    const [row] = await scene.rows<{ key: string }>(
      'SELECT blob_key AS key FROM storage.files WHERE id = $1',
      [id],
    );
    writeFileSync((await scene.blobs()).finished.get(row!.key) ?? '', 'alter');
    const words = await moveHere('--to', 's3');
    expect(words).toContain('1 stayed where they were');
    expect([await where('local'), (await where('s3')).length]).toEqual([[id], files.size - 1]);
    await scene.sweep();
    expect(await scene.rows('SELECT * FROM storage.moving_blobs')).toEqual([]);
  }, 300_000);

  it('goes nowhere it does not know', async () => {
    await expect(moveHere('--to', 'moon')).rejects.toThrow('of the stores that are set (local, s3)');
  });
});
