import { randomBytes } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { type FaultProxy, type S3Server, startFaultProxy, startS3, until } from '@secureconnect/testing';
import { newId } from '@secureconnect/platform';
import { sha256Of } from '../../storage-client.contract';
import { StorageScene } from '../../storage-scene.contract';
import { BlobStores } from '../blob-stores';
import { PartPlaces } from '../part-places';
import { S3BlobStore } from './s3-blob.store';
import { S3Places } from './s3-places.contract';
import { finishedKey, partBytes, tailKey } from './s3-unfinished';

const patient = { askMs: 30_000, carryMs: 60_000 };

async function* of(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

describe('a write into an S3 that was on its way for long, of as many bytes as those it comes after', () => {
  jest.setTimeout(180_000);
  let s3: S3Server;
  let proxy: FaultProxy;
  let places: S3Places;

  beforeAll(async () => {
    s3 = await startS3();
    proxy = await startFaultProxy({ target: s3.url });
    places = new S3Places(s3);
  }, 120_000);
  afterEach(() => proxy.heal());
  afterAll(async () => {
    await proxy.close();
    await s3.close();
  });

  const lengths = [5_000, partBytes, partBytes + 5_000, 2 * partBytes];

  it.each(lengths)('is not there where nobody wrote it: %i bytes', async (length) => {
    const [store, key, bytes] = [places.store(patient), newId(), randomBytes(length)];
    await store.append(key, 0, of(bytes.subarray(0, 3_000)));
    await store.append(key, 3_000, of(bytes.subarray(3_000)));
    expect(await store.finish(key)).toBe(true);
    expect((await buffer(await store.read(key))).equals(bytes)).toBe(true);
    expect(await store.finish(key)).toBe(false);
  });

  it('is seen, whole as the network delivers it', async () => {
    const [key, late] = [newId(), randomBytes(5_000)];
    const paused = new S3Places(s3, proxy.through(s3.url)).store(patient);
    let isOnItsWay: () => void = () => undefined;
    const sent = new Promise<void>((resolve) => (isOnItsWay = resolve));
    const writing = paused.append(key, 0, of(late), () => {
      proxy.blackhole();
      isOnItsWay();
    });
    await sent;
    const store = places.store(patient);
    await store.append(key, 0, of(randomBytes(5_000)));
    await proxy.heal();
    await writing;
    expect(await store.finish(key)).toBe(false);
    expect((await buffer(await store.read(key))).equals(late)).toBe(true);
  });

  it.each([
    ['a part', 2 * partBytes, 1],
    ['the last part but its tail', partBytes + 5_000, 1],
    ['a tail', partBytes + 5_000, undefined],
  ])('is seen as %s of many', async (_what, length, part) => {
    const [store, bucket, key] = [places.store(patient), places.bucket(patient), newId()];
    await store.append(key, 0, of(randomBytes(length)));
    const metadata = (await bucket.head(tailKey(key)))?.metadata ?? {};
    if (part === undefined) await bucket.put(tailKey(key), randomBytes(length % partBytes), metadata);
    else await bucket.putPart(finishedKey(key), metadata['upload'] ?? '', part, randomBytes(partBytes));
    expect(await store.finish(key)).toBe(false);
    expect(await buffer(await store.read(key))).toHaveLength(length);
  });

  it('is seen also by who goes on after it', async () => {
    const [store, bucket, key] = [places.store(patient), places.bucket(patient), newId()];
    await store.append(key, 0, of(randomBytes(5_000)));
    const metadata = (await bucket.head(tailKey(key)))?.metadata ?? {};
    await bucket.put(tailKey(key), randomBytes(5_000), metadata);
    await store.append(key, 5_000, of(randomBytes(10)));
    expect(await store.finish(key)).toBe(false);
  });

  it('is seen also where both are of one process', async () => {
    const [bucket, key, late] = [places.bucket(patient), newId(), randomBytes(5_000)];
    const store = new S3BlobStore(bucket, new PartPlaces(16, partBytes));
    let deliver: () => void = () => undefined;
    const delivered = new Promise<void>((resolve) => (deliver = resolve));
    const put = bucket.put.bind(bucket);
    const puts = jest.spyOn(bucket, 'put').mockImplementationOnce(async (...what) => {
      await delivered;
      return put(...what);
    });
    const writing = store.append(key, 0, of(late));
    await until('it to be on its way', () => puts.mock.calls.length === 1);
    await store.append(key, 0, of(randomBytes(5_000)));
    deliver();
    await writing;
    expect(await store.finish(key)).toBe(false);
    expect((await buffer(await store.read(key))).equals(late)).toBe(true);
  });

  describe('into an upload', () => {
    let scene: StorageScene;

    beforeAll(async () => {
      scene = await StorageScene.start(1, places.env);
    }, 120_000);
    afterAll(() => scene.close());

    it.each([5_000, partBytes])('of which nothing was promised ends it: %i bytes', async (length) => {
      const [id] = scene.people(1);
      const client = scene.as(id);
      const store = scene.at().get(BlobStores).of('s3');
      const { finish } = Object.getPrototypeOf(store) as typeof store;
      const bytes = randomBytes(length);
      const path = await client.created(length);
      const finishing = jest.spyOn(store, 'finish').mockImplementationOnce(async (key) => {
        const bucket = places.bucket(patient);
        const metadata = (await bucket.head(tailKey(key)))?.metadata ?? {};
        if (length < partBytes) await bucket.put(tailKey(key), randomBytes(length), metadata);
        else await bucket.putPart(finishedKey(key), metadata['upload'] ?? '', 1, randomBytes(length));
        return finish.call(store, key);
      });
      const { status, json } = await client.append(path, 0, bytes);
      finishing.mockRestore();
      expect([status, json?.code]).toEqual([422, 'checksum_mismatch']);
      expect((await client.get('/v1/files')).json.items).toEqual([]);
      expect(await client.quota()).toMatchObject({ used: 0, reserved: 0 });
      expect(await client.uploaded(bytes, { sha256: sha256Of(bytes) })).toMatch(/-/);
    });
  });
});
