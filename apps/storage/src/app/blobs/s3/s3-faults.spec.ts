import { randomBytes } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { type FaultProxy, type S3Server, startFaultProxy, startS3, until } from '@secureconnect/testing';
import { StoreAwayError } from '../store-away.error';
import { S3Places } from './s3-places.contract';
import { finishedKey, partBytes, tailKey } from './s3-unfinished';

const hasty = { askMs: 1_500, carryMs: 1_500 };
const patient = { askMs: 30_000, carryMs: 60_000 };

async function* of(...chunks: Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* chunks;
}

let made = 0;
const newKey = (): string => `blob-${process.pid}-${Date.now()}-${++made}`;

describe('blobs in an S3 that', () => {
  let s3: S3Server;
  let proxy: FaultProxy;
  let places: S3Places;

  beforeAll(async () => {
    s3 = await startS3();
    proxy = await startFaultProxy({ target: s3.url });
    places = new S3Places(s3, proxy.through(s3.url));
  }, 120_000);

  afterEach(async () => {
    await s3.start();
    s3.thaw();
    await proxy.heal();
  });

  afterAll(async () => {
    await proxy.close();
    await s3.close();
  });

  const direct = () => new S3Places(s3).store(patient);

  it('dies while a blob is brought keep what was durable, and are gone on with', async () => {
    const [key, bytes] = [newKey(), randomBytes(3 * partBytes + 17)];
    const source = async function* () {
      yield bytes.subarray(0, 2 * partBytes + 1_000);
      await s3.kill();
      yield bytes.subarray(2 * partBytes + 1_000);
    };
    await expect(places.store(hasty).append(key, 0, source())).rejects.toThrow(StoreAwayError);
    await expect(places.store(hasty).length(key)).rejects.toThrow(StoreAwayError);
    await s3.start();
    expect(await direct().length(key)).toBe(2 * partBytes);
    await direct().append(key, 2 * partBytes, of(bytes.subarray(2 * partBytes)));
    await direct().finish(key);
    expect((await buffer(await direct().read(key))).equals(bytes)).toBe(true);
  }, 120_000);

  it('hangs are given up in time, and closed sources with them', async () => {
    const key = newKey();
    let [hasBegun, isClosed] = [false, false];
    const source = async function* () {
      hasBegun = true;
      try {
        yield randomBytes(1_000);
        s3.freeze();
        for (;;) yield randomBytes(partBytes);
      } finally {
        isClosed = true;
      }
    };
    const store = places.store(hasty);
    // A busy machine may have S3 given up on before the first byte was asked for.
    while (!hasBegun)
      await expect(store.append(key, 0, source())).rejects.toMatchObject({ code: 'store_unavailable' });
    expect(isClosed).toBe(true);
    for (const ask of [store.length(key), store.finish(key), store.read(key), store.remove(key)])
      await expect(ask).rejects.toThrow(StoreAwayError);
    await expect(store.check()).rejects.toThrow(StoreAwayError);
  }, 120_000);

  it('falls silent in the middle of a download break it off, and a slow reader is no silence', async () => {
    const [key, bytes] = [newKey(), randomBytes(partBytes)];
    await direct().append(key, 0, of(bytes));
    await direct().finish(key);
    const cut = await places.store(hasty).read(key);
    await cut[Symbol.asyncIterator]().next();
    proxy.blackhole();
    await expect(buffer(cut)).rejects.toThrow();
    await proxy.heal();

    const slow = await places.store({ ...patient, carryMs: 300 }).read(key);
    const chunks = slow[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
    const seen = [(await chunks.next()).value];
    const startedAt = performance.now();
    await until('the patience to be over', () => performance.now() - startedAt > 600);
    for (let next = await chunks.next(); !next.done; next = await chunks.next()) seen.push(next.value);
    expect(Buffer.concat(seen).equals(bytes)).toBe(true);
  }, 120_000);

  it('loses the answer to a write are not written to again by who may not any more', async () => {
    const key = newKey();
    let asked = 0;
    const guard = () => {
      if (++asked > 1) throw new Error('Another writes by now.');
      proxy.dropReplies({ thenReset: true });
    };
    const late = places.store(patient).append(key, 0, of(Buffer.from('late')), guard);
    await expect(late).rejects.toThrow('Another writes');
    expect(asked).toBe(2);
  }, 60_000);

  it('loses the answers of a finish have finished nevertheless, or can be asked again', async () => {
    const [key, bytes] = [newKey(), randomBytes(partBytes + 3)];
    await direct().append(key, 0, of(bytes));
    const finishing = places.store(hasty).finish(key);
    await until('its first question', () => proxy.connections > 0);
    proxy.dropReplies({ thenReset: true });
    await finishing.catch((error: unknown) => expect(error).toBeInstanceOf(StoreAwayError));
    await proxy.heal();
    await Promise.all([places.store(patient).finish(key), direct().finish(key)]);
    expect((await buffer(await direct().read(key))).equals(bytes)).toBe(true);
  }, 120_000);

  it('was left in the middle of a finish hold nothing more than the blob once that was done', async () => {
    const [key, bytes] = [newKey(), randomBytes(partBytes + 3)];
    const bucket = places.bucket(patient);
    await direct().append(key, 0, of(bytes));
    // The last part is there, short as it is, and whoever brought it died.
    const { upload = '' } = (await bucket.head(tailKey(key)))?.metadata ?? {};
    await bucket.putPart(finishedKey(key), upload, 2, bytes.subarray(partBytes));
    await bucket.createUpload(finishedKey(key));
    expect(await direct().length(key)).toBe(bytes.length);
    expect(await direct().append(key, bytes.length, of(Buffer.from('more')))).toBe(bytes.length + 4);
    await direct().finish(key);
    expect(await buffer(await direct().read(key))).toHaveLength(bytes.length + 4);
    expect([await bucket.head(tailKey(key)), await bucket.uploads(finishedKey(key))]).toEqual([
      undefined,
      [],
    ]);
  }, 120_000);
});
