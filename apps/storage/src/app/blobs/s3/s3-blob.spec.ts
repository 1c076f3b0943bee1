import { randomBytes } from 'node:crypto';
import { type S3Server, startS3, until } from '@secureconnect/testing';
import { itIsABlobStore } from '../blob-store.contract';
import { PartPlaces } from '../part-places';
import { S3Places } from './s3-places.contract';
import { partBytes } from './s3-unfinished';

describe('an S3', () => {
  let s3: S3Server;
  let places: S3Places;

  beforeAll(async () => {
    s3 = await startS3();
    places = new S3Places(s3);
  }, 120_000);

  afterAll(() => s3.close());

  itIsABlobStore(
    () => places.store(),
    () => places.store(),
  );

  describe('with room in memory for two parts', () => {
    const storeWith = (held?: PartPlaces) => places.store(undefined, held);
    const piece = randomBytes(1_048_576);

    it('takes no more of ten blobs at once than fits, and all of each in turn', async () => {
      const [held, keys] = [
        new PartPlaces(2, partBytes, { patienceMs: 120_000, sliceMs: 120_000 }),
        Array.from({ length: 10 }, (_, at) => `blob-crowd-${at}`),
      ];
      let taken = 0;
      let goOn: () => void = () => undefined;
      const gate = new Promise<void>((resolve) => (goOn = resolve));
      async function* source() {
        for (let each = 0; each < 8; each += 1) {
          taken += 1;
          yield piece;
          if (each === 6) await gate;
        }
        yield piece.subarray(0, 5);
      }
      const appending = keys.map((key) => storeWith(held).append(key, 0, source()));
      // Two fill their places up to the gate, and of each other one piece stands before the door.
      await until('two to stand', () => taken >= 2 * 7 + 8, { timeout: 60_000 });
      expect([held.held, taken]).toEqual([2, 22]);
      goOn();
      expect(new Set(await Promise.all(appending))).toEqual(new Set([partBytes + 5]));
      expect(held.held).toBe(0);
    }, 180_000);

    it('lets go of who is slow, with all that was taken of it, where another waits', async () => {
      const held = new PartPlaces(1, partBytes, { patienceMs: 120_000, sliceMs: 0 });
      let goOn: () => void = () => undefined;
      const isWanted = new Promise<void>((resolve) => (goOn = resolve));
      async function* slow() {
        yield Buffer.from('to be');
        await isWanted;
        yield Buffer.from(' or not');
        yield Buffer.from(' to be');
      }
      const [one, two] = ['blob-slow-one', 'blob-slow-two'];
      const standing = storeWith(held).append(one, 0, slow());
      await until('it to be held', () => held.held === 1);
      const waiting = storeWith(held).append(two, 0, (async function* () { yield Buffer.from('quick'); })()); // prettier-ignore
      await until('another to wait', () => held.isWanted);
      goOn();
      await expect(standing).rejects.toMatchObject({ code: 'store_busy' });
      expect([await waiting, await storeWith().length(one)]).toEqual([5, 12]);
      expect(held.counts.get('yielded')).toBe(1);
    }, 120_000);

    it('lets go of who falls silent too, and does not wait for her', async () => {
      const held = new PartPlaces(1, partBytes, { patienceMs: 20_000, sliceMs: 0 });
      async function* silent() {
        yield Buffer.from('to be');
        await new Promise<never>(() => undefined);
      }
      const [one, two] = ['blob-silent-one', 'blob-silent-two'];
      const standing = storeWith(held).append(one, 0, silent());
      await until('it to be held', () => held.held === 1);
      const waiting = storeWith(held).append(two, 0, (async function* () { yield Buffer.from('quick'); })()); // prettier-ignore
      const [left, brought] = await Promise.allSettled([standing, waiting]);
      expect(left).toMatchObject({ status: 'rejected', reason: { code: 'store_busy' } });
      expect([brought, await storeWith().length(one)]).toEqual([{ status: 'fulfilled', value: 5 }, 5]);
      expect([held.held, held.counts.get('yielded')]).toEqual([0, 1]);
    }, 60_000);
  });

  it('is told to be there, and not to let us in', async () => {
    await expect(places.store().check()).resolves.toEqual({});
    const refused = new S3Places(s3, s3.url, 'not the key').store();
    await expect(refused.check()).rejects.toMatchObject({ code: 'store_unavailable' });
  });
});
