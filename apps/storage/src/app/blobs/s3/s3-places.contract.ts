import * as sdk from '@aws-sdk/client-s3';
import { type S3Server } from '@secureconnect/testing';
import { PartPlaces } from '../part-places';
import { S3BlobStore } from './s3-blob.store';
import { S3Bucket, type S3Deadlines } from './s3-bucket';
import { s3ClientOf } from './s3-client';
import { partBytes } from './s3-unfinished';
import { type S3Values } from './s3.settings';

/** An S3 of a spec, seen as the service sees it: at its own address, or through a proxy. */
export class S3Places {
  constructor(
    private readonly server: S3Server,
    private readonly url = server.url,
    private readonly secretAccessKey = server.secretAccessKey,
  ) {}

  get client(): sdk.S3Client {
    return s3ClientOf(sdk, this.values);
  }

  bucket(deadlines?: S3Deadlines): S3Bucket {
    return new S3Bucket(sdk, this.client, this.server.bucket, deadlines);
  }

  store(deadlines?: S3Deadlines, places = new PartPlaces(16, partBytes)): S3BlobStore {
    return new S3BlobStore(this.bucket(deadlines), places);
  }

  /** What an instance is told of it. */
  get env(): Record<string, string> {
    return Object.fromEntries(Object.entries(this.values).map(([name, value]) => [name, String(value)]));
  }

  private get values(): S3Values {
    return {
      ...{ STORAGE_S3_BUCKET: this.server.bucket, STORAGE_S3_REGION: this.server.region },
      ...{ STORAGE_S3_ENDPOINT: this.url, STORAGE_S3_PUBLIC_ENDPOINT: '', STORAGE_S3_PATH_STYLE: true },
      ...{ STORAGE_S3_ACCESS_KEY_ID: this.server.accessKeyId },
      ...{ STORAGE_S3_SECRET_ACCESS_KEY: this.secretAccessKey },
      ...{ STORAGE_S3_PRESIGNED: 'asked', STORAGE_S3_PRESIGNED_SECONDS: 900 },
      ...{ STORAGE_S3_PARTS_HELD: 16, STORAGE_NEW_FILES: 'auto' },
    };
  }
}
