import { randomBytes } from 'node:crypto';
import { truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { type Readable } from 'node:stream';
import { until } from '@secureconnect/testing';
import { type BlobStore } from '../blobs/blob-store';
import { BlobStores } from '../blobs/blob-stores';
import { sha256Of } from '../storage-client.contract';
import { beginPatch } from '../storage-patch.contract';
import { StorageScene } from '../storage-scene.contract';

const size = 300_000;

describe('the settling of an upload', () => {
  let scene: StorageScene;
  let local: BlobStore;
  let reads: jest.SpyInstance<Promise<Readable>>;

  beforeAll(async () => {
    scene = await StorageScene.start(2, { REQUEST_TIMEOUT_MS: '1000' });
    local = scene.at(0).get(BlobStores).of('local');
  }, 90_000);
  beforeEach(() => void (reads = jest.spyOn(local, 'read')));
  afterEach(() => reads.mockRestore());
  afterAll(() => scene.close());

  const begin = async () => {
    const [id] = scene.people(1);
    const bytes = randomBytes(size);
    const path = await scene.as(id).created(size, { sha256: sha256Of(bytes) });
    return {
      id,
      bytes,
      path,
      client: scene.as(id),
      complete: `/v1/uploads/${path.split('/').at(-1)}/complete`,
    };
  };

  it('reads nothing again of what came in order, in however many requests', async () => {
    const { bytes, path, client } = await begin();
    for (const [from, to] of [
      [0, 100_000],
      [100_000, 100_001],
      [100_001, size],
    ] as const)
      expect((await client.append(path, from, bytes.subarray(from, to))).status).toBe(204);
    expect(reads).not.toHaveBeenCalled();
    await scene.consistent();
  });

  it('reads nothing again of what broke off and was gone on with', async () => {
    const { id, bytes, path, client } = await begin();
    const socket = beginPatch(scene.at().url, scene.tokenOf(id), path, { offset: 0, length: size });
    socket.write(bytes.subarray(0, 150_000));
    await until('bytes to be there', async () => [...(await scene.blobs()).unfinished.keys()].length > 0);
    socket.destroySoon();
    const offset = Number((await client.offset(path)).headers['upload-offset']);
    expect((await client.append(path, offset, bytes.subarray(offset))).status).toBe(204);
    expect(reads).not.toHaveBeenCalled();
  });

  it('reads once what came by two instances, however many ask, and goes on when they were told to come later', async () => {
    const { bytes, path, client, id, complete } = await begin();
    let goOn: () => void = () => undefined;
    const opened = new Promise<void>((resolve) => (goOn = resolve));
    const { read } = Object.getPrototypeOf(local) as BlobStore;
    reads.mockImplementation((key: string) => opened.then(() => read.call(local, key)));
    expect((await scene.as(id, 1).append(path, 0, bytes.subarray(0, 1_000))).status).toBe(204);
    const asked = [client.append(path, 1_000, bytes.subarray(1_000))];
    await until('it to be read', () => reads.mock.calls.length > 0);
    for (let each = 0; each < 4; each += 1) asked.push(client.post(complete));
    const told = await Promise.all(asked);
    for (const { status, json, headers } of told)
      expect([status, json.code, Number(headers['retry-after']) > 0]).toEqual([
        503,
        'deadline_exceeded',
        true,
      ]);
    const last = client.post(complete);
    goOn();
    expect([(await last).status, (await last).json.sha256]).toEqual([200, sha256Of(bytes)]);
    expect((await client.post(complete)).json.id).toBe((await last).json.id);
    expect(reads).toHaveBeenCalledTimes(1);
    await scene.consistent();
  });

  it('makes no file of what is not there, though it went by', async () => {
    const { id, bytes, path, client, complete } = await begin();
    const { finish } = Object.getPrototypeOf(local) as BlobStore;
    // Somebody who was taken for dead has written after all that was asked.
    const finishing = jest.spyOn(local, 'finish').mockImplementationOnce(async (key) => {
      await finish.call(local, key);
      await truncate(join(scene.folder, 'blobs', key.slice(-2), key.slice(-4, -2), key), size - 1);
      return true;
    });
    const answers = [await client.append(path, 0, bytes), await client.post(complete)];
    finishing.mockRestore();
    for (const { status, json } of answers) expect([status, json.code]).toEqual([422, 'size_mismatch']);
    expect(await scene.as(id).quota()).toMatchObject({ used: 0, reserved: 0 });
    await scene.consistent();
  });
});
