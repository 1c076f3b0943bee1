import { createHash } from 'node:crypto';
import * as sdk from '@aws-sdk/client-s3';
import { type S3Server } from '@secureconnect/testing';
import { type SeenBlob, type SeenStore } from '../../storage-audit.contract';
import { S3Places } from './s3-places.contract';

const keyOf = (path = ''): string => path.slice(path.indexOf('/') + 1);

/** All that lies in a bucket, past the service: whole blobs, tails, and multipart uploads that are not over. */
export function bucketSeen(s3: S3Server): SeenStore {
  const { client } = new S3Places(s3);
  const Bucket = s3.bucket;

  const objects = async (Prefix: string): Promise<sdk._Object[]> => {
    const command = new sdk.ListObjectsV2Command({ Bucket, Prefix });
    return (await client.send(command)).Contents ?? [];
  };
  const digestOf = async (Key: string): Promise<string> => {
    const { Body } = await client.send(new sdk.GetObjectCommand({ Bucket, Key }));
    const hash = createHash('sha256');
    for await (const chunk of Body as AsyncIterable<Uint8Array>) hash.update(chunk);
    return hash.digest('hex');
  };
  const seen = (found: sdk._Object[], isFinished: boolean): SeenBlob[] =>
    found.map(({ Key = '', Size: size = 0 }) => {
      return { key: keyOf(Key), isFinished, size, sha256: () => digestOf(Key) };
    });
  const halves = async (): Promise<SeenBlob[]> => {
    const { Uploads = [] } = await client.send(new sdk.ListMultipartUploadsCommand({ Bucket }));
    return Uploads.map(({ Key }) => ({
      key: keyOf(Key),
      isFinished: false,
      size: 0,
      sha256: async () => '',
    }));
  };
  return {
    name: 's3',
    blobs: async () => [
      ...seen(await objects('blobs/'), true),
      ...seen(await objects('unfinished/'), false),
      ...(await halves()),
    ],
  };
}
