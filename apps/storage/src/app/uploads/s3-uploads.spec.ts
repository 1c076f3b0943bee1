import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { type S3Server, startS3, until } from '@secureconnect/testing';
import { BlobStores } from '../blobs/blob-stores';
import { S3Places } from '../blobs/s3/s3-places.contract';
import { partBytes } from '../blobs/s3/s3-unfinished';
import { bucketSeen } from '../blobs/s3/seen-bucket.contract';
import { sha256Of, type StorageClient } from '../storage-client.contract';
import { beginPatch } from '../storage-patch.contract';
import { StorageScene } from '../storage-scene.contract';

describe('uploads into an S3', () => {
  jest.setTimeout(300_000);
  let s3: S3Server;
  let scene: StorageScene;

  beforeAll(async () => {
    s3 = await startS3();
    scene = await StorageScene.start(1, { ...new S3Places(s3).env, STORAGE_S3_PARTS_HELD: '2' });
    scene.otherStores.push(bucketSeen(s3));
  }, 240_000);

  afterAll(async () => {
    await scene.close();
    await s3.close();
  });

  /** As a client of tus does it: what passes is waited for, and gone on with where it was. */
  const bring = async (client: StorageClient, path: string, bytes: Buffer, busy: string[]): Promise<void> => {
    for (;;) {
      const offset = Number((await client.offset(path)).headers['upload-offset'] ?? 0);
      const { status, json, headers } = await client.append(path, offset, bytes.subarray(offset));
      if (status === 204) return;
      // Also what passes on a machine that is busy with other things.
      expect([503, 423, 409]).toContain(status);
      if (json.code === 'store_busy') expect(headers['retry-after']).toBe('2');
      busy.push(json.code as string);
      await sleep(50);
    }
  };

  it('many at once hold two parts in memory at most, take turns, and all arrive', async () => {
    const [ada] = scene.people(1);
    const places = scene.at().get(BlobStores).places!;
    let most = 0;
    const watching = setInterval(() => void (most = Math.max(most, places.held)), 5).unref();
    const all = Array.from({ length: 6 }, () => randomBytes(partBytes + 70_000));
    const paths: string[] = [];
    for (const each of all) paths.push(await scene.as(ada).created(each.length, { sha256: sha256Of(each) }));
    const busy: string[] = [];
    await Promise.all(paths.map((path, at) => bring(scene.as(ada), path, all[at]!, busy)));
    clearInterval(watching);
    expect([most, places.held]).toEqual([2, 0]);
    const { json } = await scene.as(ada).get('/v1/files');
    const told = (json.items as { sha256: string }[]).map(({ sha256 }) => sha256);
    expect(told.sort()).toEqual(all.map(sha256Of).sort());
    const metrics = (await scene.as(ada).get('/metrics')).text;
    expect(metrics).toMatch(/storage_s3_parts_short_total\{[^}]*outcome="waited"[^}]*\} [1-9]/);
    expect(metrics).toMatch(/storage_s3_parts_held\S* 0/);
    await scene.consistent();
  });

  it('whose instance is killed are gone on with by another, or go; nothing of them is left', async () => {
    const [ada] = scene.people(1);
    const doomed = await scene.spawn();
    const bytes = randomBytes(2 * partBytes + 100_000);
    const begin = async () => {
      const path = await scene.as(ada).created(bytes.length, { sha256: sha256Of(bytes) });
      const socket = beginPatch(doomed.url, scene.tokenOf(ada), path, { offset: 0, length: bytes.length });
      socket.write(bytes.subarray(0, partBytes + 50_000));
      const [row] = await scene.rows<{ key: string }>(
        'SELECT blob_key AS key FROM storage.uploads WHERE id = $1',
        [path.split('/').at(-1)],
      );
      const store = scene.at().get(BlobStores).of('s3');
      const isThere = async () => (await store.length(row?.key ?? '')) >= partBytes;
      await until('a part to be there', isThere, { timeout: 60_000 });
      return path;
    };
    const [goneOn, left] = [await begin(), await begin()];
    doomed.signal('SIGKILL');
    await doomed.waitForExit();
    const client = scene.as(ada);
    const offset = Number((await client.offset(goneOn)).headers['upload-offset']);
    expect(offset).toBe(partBytes);
    const { status, headers } = await client.append(goneOn, offset, bytes.subarray(offset));
    expect(status).toBe(204);
    expect((await client.get(`/v1/files/${headers['upload-file-id']}`)).json.sha256).toBe(sha256Of(bytes));
    expect(await client.quota()).toMatchObject({ reserved: bytes.length });
    await scene.consistent();
    // Nobody comes back for the other.
    await scene.rows('UPDATE storage.uploads SET expires_at = now() WHERE id = $1', [left.split('/').at(-1)]);
    await scene.consistent();
    expect(await client.quota()).toMatchObject({ reserved: 0 });
    expect((await bucketSeen(s3).blobs()).filter(({ isFinished }) => !isFinished)).toEqual([]);
  });
});
