import { randomBytes } from 'node:crypto';
import { mkdir, rm, stat, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { once } from 'node:events';
import { type Socket } from 'node:net';
import { until } from '@secureconnect/testing';
import { sha256Of } from '../storage-client.contract';
import { beginPatch } from '../storage-patch.contract';
import { StorageScene } from '../storage-scene.contract';

const size = 600_000;

describe('an upload while what it stands on fails', () => {
  let scene: StorageScene;

  beforeAll(async () => {
    scene = await StorageScene.start();
  }, 90_000);
  afterAll(() => scene.close(), 60_000);

  const begun = async () => {
    const [id] = scene.people(1);
    const bytes = randomBytes(size);
    const { json } = await scene.as(id).promise(size, { sha256: sha256Of(bytes) });
    const [row] = await scene.rows<{ key: string }>(
      'SELECT blob_key AS key FROM storage.uploads WHERE id = $1',
      [json.id],
    );
    const blob = join(scene.folder, 'unfinished', row?.key ?? '');
    return { id, bytes, blob, path: json.url as string, upload: `/v1/uploads/${json.id}` };
  };

  /** So much of it was written by a PATCH that goes on. */
  const written = async (count: number) => {
    const upload = await begun();
    const { id, path, bytes, blob } = upload;
    const socket = beginPatch(scene.at().url, scene.tokenOf(id), path, { offset: 0, length: size });
    socket.write(bytes.subarray(0, count));
    await until('it to be written', async () => (await stat(blob)).size === count);
    return { ...upload, socket };
  };

  /** The beginning of what is answered on it. */
  const answerOf = async (socket: Socket): Promise<string> => {
    const [chunk] = (await once(socket, 'data')) as [Buffer];
    socket.destroy();
    return chunk.toString();
  };

  it('goes on through a restart of PostgreSQL as if nothing had been', async () => {
    const { id, bytes, upload, socket } = await written(size / 2);
    await scene.postgres.restart();
    await scene.at().whole();
    socket.write(bytes.subarray(size / 2));
    expect(await answerOf(socket)).toMatch(/^HTTP\/1.1 (204|503) /);
    const { status, json } = await scene.as(id).post(`${upload}/complete`);
    expect([status, json.sha256]).toEqual([200, sha256Of(bytes)]);
    await scene.consistent();
  }, 60_000);

  it('that PostgreSQL could not settle is a file all the same, though nobody comes back for it', async () => {
    const { id, bytes, upload, socket } = await written(size - 1);
    await scene.postgres.kill();
    socket.write(bytes.subarray(size - 1));
    expect(await answerOf(socket)).toMatch(/^HTTP\/1.1 503 [^]*"database_unavailable"/);
    await scene.postgres.start();
    await scene.at().whole();
    await scene.consistent();
    const { json } = await scene.as(id).get(upload);
    expect(json.state).toBe('done');
    expect((await scene.as(id).get(`/v1/files/${json.file_id}`)).json.sha256).toBe(sha256Of(bytes));
  }, 60_000);

  it('whose settling alone failed is settled by the sweep too', async () => {
    const { id, bytes, path, upload } = await begun();
    await scene.rows('ALTER FUNCTION storage.settle_upload RENAME TO settle_upload_later');
    const { status } = await scene.as(id).append(path, 0, bytes);
    await scene.rows('ALTER FUNCTION storage.settle_upload_later RENAME TO settle_upload');
    expect(status).toBe(500);
    await scene.consistent();
    expect((await scene.as(id).get(upload)).json.state).toBe('done');
  });

  it('in a form that PostgreSQL did not outlive leaves nothing taken', async () => {
    const [id] = scene.people(1);
    const client = scene.as(id);
    await client.quota();
    await scene.postgres.kill();
    expect((await client.upload(randomBytes(1_000))).status).toBe(503);
    await scene.postgres.start();
    await scene.at().whole();
    await scene.consistent();
    expect(await client.quota()).toMatchObject({ used: 0, reserved: 0 });
  }, 60_000);

  it('on a full disk is told so, keeps what it had, and goes on when there is room', async () => {
    const { id, bytes, blob, path, upload } = await begun();
    const client = scene.as(id);
    await mkdir(dirname(blob), { recursive: true });
    await symlink('/dev/full', blob);
    const { status, json } = await client.append(path, 0, bytes);
    expect([status, json.code]).toEqual([503, 'store_unavailable']);
    await rm(blob);
    expect((await client.offset(path)).headers['upload-offset']).toBe('0');
    expect((await client.append(path, 0, bytes)).status).toBe(204);
    expect((await client.get(upload)).json.state).toBe('done');
    await scene.consistent();
  });
});
