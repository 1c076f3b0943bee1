import { randomBytes } from 'node:crypto';
import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { until } from '@secureconnect/testing';
import { BlobStores } from '../blobs/blob-stores';
import { LocalBlobStore } from '../blobs/local-blob.store';
import { StoreAwayError } from '../blobs/store-away.error';
import { StorageFigures } from '../figures/storage-figures.service';
import { StorageScene } from '../storage-scene.contract';
import { hugePng } from '../thumbnails/pictures.contract';
import { SweepStorage } from './sweep-storage.use-case';
import { type SweepOutcome, SweepTally } from './sweep-tally';

jest.setTimeout(90_000);

describe('the sweep', () => {
  let scene: StorageScene;
  let ada: string;

  beforeAll(async () => {
    scene = await StorageScene.start(2);
  }, 90_000);
  afterAll(() => scene.close());
  beforeEach(() => {
    [ada] = scene.people(1);
  });

  const counted = (outcome: SweepOutcome) =>
    scene.instances.reduce((all, each) => all + (each.get(SweepTally).counts.get(outcome) ?? 0), 0);
  const sweepOnce = (place = 0) => scene.at(place).get(SweepStorage).execute(AbortSignal.timeout(60_000));
  const keyOf = async (id: string): Promise<string> => {
    const [row] = await scene.rows<{ key: string }>(
      'SELECT blob_key AS key FROM storage.files WHERE id = $1',
      [id],
    );
    return row?.key ?? '';
  };
  /** All bytes are there, and whoever wrote them died before it was a file. */
  const left = async (size = 3_000): Promise<string> => {
    const { json } = await scene.as(ada).promise(size);
    const { id } = json as { id: string };
    const [row] = await scene.rows<{ key: string }>(
      `UPDATE storage.uploads SET writer = id, written_until = now() - interval '1 second' WHERE id = $1
        RETURNING blob_key AS key`,
      [id],
    );
    const store = scene.at().get(BlobStores).first;
    await store.append(row?.key ?? '', 0, (async function* () { yield randomBytes(size); })()); // prettier-ignore
    return id;
  };
  const ageDoomed = () => scene.rows("UPDATE storage.doomed_blobs SET since = since - interval '1 hour'");

  it('makes files of what was left whole, once, on two instances at a time', async () => {
    const before = counted('settled');
    const ids = await Promise.all([left(), left(), left()]);
    await Promise.all([sweepOnce(), sweepOnce(1), sweepOnce()]);
    const states = await Promise.all(ids.map((id) => scene.as(ada).get(`/v1/uploads/${id}`)));
    expect(states.map(({ json }) => (json as { state: string }).state)).toEqual(['done', 'done', 'done']);
    expect(await scene.as(ada).quota()).toMatchObject({ used: 9_000, reserved: 0 });
    expect(counted('settled') - before).toBeGreaterThanOrEqual(3);
    await scene.consistent();
  });

  it('drops what nobody waits for any more, with its bytes and its room', async () => {
    const id = await left(100);
    await scene.rows(
      'UPDATE storage.uploads SET written_until = NULL, writer = NULL, expires_at = now() WHERE id = $1',
      [id],
    );
    await Promise.all([sweepOnce(), sweepOnce(1)]);
    expect(await scene.as(ada).quota()).toMatchObject({ used: 0, reserved: 0 });
    await scene.consistent();
  });

  it('forgets what was deleted long ago', async () => {
    const [old, fresh] = [
      await scene.as(ada).uploaded(randomBytes(5)),
      await scene.as(ada).uploaded(randomBytes(5)),
    ];
    for (const id of [old, fresh]) await scene.as(ada).delete(`/v1/files/${id}`);
    await scene.rows("UPDATE storage.files SET deleted_at = now() - interval '31 days' WHERE id = $1", [old]);
    await scene.rows(
      "UPDATE storage.uploads SET expires_at = now() - interval '29 days' WHERE file_id = $1",
      [old],
    );
    await sweepOnce();
    const answers = await Promise.all([old, fresh].map((id) => scene.as(ada).get(`/v1/files/${id}`)));
    expect(answers.map(({ status }) => status)).toEqual([404, 410]);
    await scene.consistent();
  });

  it('goes on with the rest when a store does not let go of one', async () => {
    const ids = [];
    for (let each = 0; each < 4; each += 1) ids.push(await scene.as(ada).uploaded(randomBytes(50)));
    const keys = await Promise.all(ids.map(keyOf));
    await Promise.all(ids.map((id) => scene.as(ada).delete(`/v1/files/${id}`)));
    await ageDoomed();
    // The first of them is in a store of which nothing is set any more.
    await scene.rows("UPDATE storage.doomed_blobs SET store = 'gone', since = '2020-01-01' WHERE blob_key = $1", [keys[0]]); // prettier-ignore
    const failed = counted('failed');
    await sweepOnce();
    const doomed = await scene.rows('SELECT blob_key AS key FROM storage.doomed_blobs WHERE blob_key = ANY ($1)', [keys]); // prettier-ignore
    expect(doomed).toEqual([{ key: keys[0] }]);
    expect(counted('failed') - failed).toBe(1);
    await scene.rows("UPDATE storage.doomed_blobs SET store = 'local'");
    await scene.consistent();
  });

  it('goes on with the rest when one that was left cannot be settled', async () => {
    const [bad, good] = [await left(), await left()];
    await scene.rows("UPDATE storage.uploads SET store = 'gone' WHERE id = $1", [bad]);
    await sweepOnce();
    const stateOf = async (id: string) =>
      ((await scene.as(ada).get(`/v1/uploads/${id}`)).json as { state: string }).state;
    expect(await stateOf(good)).toBe('done');
    await scene.rows("UPDATE storage.uploads SET store = 'local' WHERE id = $1", [bad]);
    await scene.sweep();
    expect(await stateOf(bad)).toBe('done');
    await scene.consistent();
  });

  it('looks again at what was left while its store did not answer', async () => {
    const id = await left();
    const away = jest.spyOn(LocalBlobStore.prototype, 'length').mockRejectedValue(new StoreAwayError(''));
    const failed = counted('failed');
    await sweepOnce();
    away.mockRestore();
    expect(counted('failed') - failed).toBe(1);
    await scene.sweep();
    const { state } = (await scene.as(ada).get(`/v1/uploads/${id}`)).json as { state: string };
    expect(state).toBe('done');
    await scene.consistent();
  });

  it('says that bytes are gone from the store, and that they are there again', async () => {
    const id = await scene.as(ada).uploaded(randomBytes(700));
    await scene.as(ada).uploaded(hugePng(9, 9, { rows: 9 }));
    const isDrawn = async () => (await scene.rows('SELECT 1 FROM storage.awaited_thumbnails')).length === 0;
    await until('its thumbnails to lie there too', isDrawn, { timeout: 30_000 });
    const path = (await scene.blobs()).finished.get(await keyOf(id)) ?? '';
    const aside = join(scene.folder, 'aside');
    await rename(path, aside);
    await scene.rows("UPDATE storage.blob_rounds SET after = NULL, began_at = '-infinity'");
    await sweepOnce();
    expect(await scene.rows('SELECT file_id AS id FROM storage.lost_blobs')).toEqual([{ id }]);
    await Promise.all(scene.instances.map((each) => each.get(StorageFigures).look()));
    const health = async () =>
      ((await scene.as(ada).get('/health')).json as { components: Record<string, unknown> }).components;
    expect((await health())['files']).toMatchObject({
      status: 'degraded',
      last_error: 'the bytes of 1 files are not in their store',
    });
    expect((await scene.as(ada).get('/metrics')).text).toMatch(/storage_files\{[^}]*state="lost"[^}]*\} 1/);
    await rename(aside, path);
    await sweepOnce(1);
    await Promise.all(scene.instances.map((each) => each.get(StorageFigures).look()));
    expect(await scene.rows('SELECT file_id AS id FROM storage.lost_blobs')).toEqual([]);
    expect((await health())['files']).toMatchObject({ status: 'up' });
    expect([counted('lost'), counted('found')]).toEqual([1, 1]);
  });

  it('has a thumbnail drawn again whose bytes are gone from the store', async () => {
    const id = await scene.as(ada).uploaded(hugePng(11, 11, { rows: 11 }), { type: 'image/png' });
    const ask = () => scene.as(ada).get(`/v1/files/${id}/thumbnails/256`);
    await until('it to be drawn', async () => (await ask()).status === 200, { timeout: 30_000 });
    const sql = 'SELECT blob_key AS key FROM storage.thumbnails WHERE file_id = $1 AND width = 256';
    const [row] = await scene.rows<{ key: string }>(sql, [id]);
    await rm((await scene.blobs()).finished.get(row?.key ?? '') ?? '');
    expect((await ask()).status).toBe(503);
    await scene.rows("UPDATE storage.blob_rounds SET after = NULL, began_at = '-infinity'");
    await Promise.all([sweepOnce(), sweepOnce(1)]);
    expect([(await ask()).status, counted('redrawn')]).toEqual([409, 1]);
    await scene.rows("UPDATE storage.awaited_thumbnails SET asked_at = now() - interval '2 minutes'");
    await sweepOnce();
    await until('it to be drawn again', async () => (await ask()).status === 200, { timeout: 30_000 });
    await scene.consistent();
  });

  it('fails while PostgreSQL is away, says so, and finishes when it is back', async () => {
    await left();
    await scene.postgres.kill();
    await expect(sweepOnce()).rejects.toThrow();
    expect(scene.at().get(SweepTally).lastFailure?.error).toBeDefined();
    await scene.postgres.start();
    await Promise.all(scene.instances.map((each) => each.whole()));
    await until('a sweep to come to its end', () => sweepOnce().then(() => true, () => false), { timeout: 30_000 }); // prettier-ignore
    expect(scene.at().get(SweepTally).lastFailure).toBeUndefined();
    await scene.consistent();
  });
});
