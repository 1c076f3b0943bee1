import { type BlobStore } from '../blob-store';
import { PartPlaces } from '../part-places';
import { type PartSigner } from '../part-signer';
import { S3BlobStore } from './s3-blob.store';
import { S3Bucket } from './s3-bucket';
import { s3ClientOf } from './s3-client';
import { S3PartSigner } from './s3-part-signer';
import { loadS3Sdk } from './s3-sdk';
import { partBytes } from './s3-unfinished';
import { type S3Values } from './s3.settings';

/** A store in the bucket that is set, and what signs for clients. */
export async function openS3(
  values: S3Values,
): Promise<{ readonly store: BlobStore; readonly signer: PartSigner; readonly places: PartPlaces }> {
  const sdk = await loadS3Sdk();
  const bucket = new S3Bucket(sdk, s3ClientOf(sdk, values), values.STORAGE_S3_BUCKET);
  const shown = s3ClientOf(sdk, values, values.STORAGE_S3_PUBLIC_ENDPOINT || undefined);
  const signer = new S3PartSigner(sdk, bucket, shown, values.STORAGE_S3_BUCKET);
  const places = new PartPlaces(values.STORAGE_S3_PARTS_HELD, partBytes);
  return { store: new S3BlobStore(bucket, places), signer, places };
}
