import { existsSync } from 'node:fs';
import { GetObjectCommand, HeadBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { type S3Server } from './s3-server';
import { startS3 } from './start-s3';

describe('a real S3', () => {
  let s3: S3Server;

  const clientWith = (secretAccessKey: string) =>
    new S3Client({
      ...{ endpoint: s3.url, region: s3.region, forcePathStyle: true, maxAttempts: 1 },
      ...{ credentials: { accessKeyId: s3.accessKeyId, secretAccessKey } },
    });

  beforeAll(async () => {
    s3 = await startS3();
  }, 120_000);

  afterAll(() => s3.close());

  it('lets in who signs with its key, and nobody else', async () => {
    const ours = clientWith(s3.secretAccessKey);
    await ours.send(new HeadBucketCommand({ Bucket: s3.bucket }));
    const other = clientWith('another key').send(new HeadBucketCommand({ Bucket: s3.bucket }));
    await expect(other).rejects.toMatchObject({ $metadata: { httpStatusCode: 403 } });
    expect((await fetch(`${s3.url}/${s3.bucket}`)).ok).toBe(false);
  });

  it('is there again with what it held after a crash', async () => {
    const put = { Bucket: s3.bucket, Key: 'kept', Body: Buffer.from('kept') };
    await clientWith(s3.secretAccessKey).send(new PutObjectCommand(put));
    await s3.kill();
    expect(s3.running).toBe(false);
    await s3.start();
    const ask = new GetObjectCommand({ Bucket: s3.bucket, Key: 'kept' });
    const { Body } = await clientWith(s3.secretAccessKey).send(ask);
    expect(await Body?.transformToString()).toBe('kept');
  }, 120_000);

  it('leaves nothing', async () => {
    await s3.close();
    expect([existsSync(s3.dir), s3.running]).toEqual([false, false]);
  });
});
