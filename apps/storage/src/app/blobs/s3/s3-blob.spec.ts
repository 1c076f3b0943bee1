import { type S3Server, startS3 } from '@secureconnect/testing';
import { itIsABlobStore } from '../blob-store.contract';
import { S3Places } from './s3-places.contract';

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

  it('is told to be there, and not to let us in', async () => {
    await expect(places.store().check()).resolves.toEqual({});
    const refused = new S3Places(s3, s3.url, 'not the key').store();
    await expect(refused.check()).rejects.toMatchObject({ code: 'store_unavailable' });
  });
});
