import { type S3Client } from '@aws-sdk/client-s3';
import { type BlobPart, PartSigner, type SignedPart } from '../part-signer';
import { StoreAwayError } from '../store-away.error';
import { type S3Bucket } from './s3-bucket';
import { type S3Sdk } from './s3-sdk';
import { finishedKey, tailKey } from './s3-unfinished';

/**
 * Signs parts of a multipart upload, and never an object: what was assembled of them cannot be written to with their
 * URLs any more.
 */
export class S3PartSigner extends PartSigner {
  /** `shown`: as clients reach it. */
  constructor(
    private readonly sdk: S3Sdk,
    private readonly bucket: S3Bucket,
    private readonly shown: S3Client,
    private readonly name: string,
  ) {
    super();
  }

  async begin(key: string): Promise<void> {
    const upload = await this.bucket.createUpload(finishedKey(key));
    await this.bucket.put(tailKey(key), new Uint8Array(), { upload });
  }

  async sign(key: string, parts: readonly BlobPart[], seconds: number): Promise<SignedPart[]> {
    const uploadId = await this.uploadOf(key);
    return Promise.all(parts.map((part) => this.signPart(key, uploadId, part, seconds)));
  }

  async brought(key: string): Promise<BlobPart[]> {
    return (await this.bucket.parts(finishedKey(key), await this.uploadOf(key))) ?? [];
  }

  async assemble(key: string): Promise<void> {
    const to = finishedKey(key);
    if (await this.bucket.head(to)) return;
    const uploadId = await this.uploadOf(key);
    const parts = (await this.bucket.parts(to, uploadId)) ?? [];
    const isDone = await this.bucket.complete(to, uploadId, parts);
    if (!isDone && !(await this.bucket.head(to)))
      throw new StoreAwayError('A part was brought once more meanwhile.');
  }

  private async signPart(
    key: string,
    UploadId: string,
    part: BlobPart,
    expiresIn: number,
  ): Promise<SignedPart> {
    const command = new this.sdk.UploadPartCommand({
      ...{ Bucket: this.name, Key: finishedKey(key), UploadId, PartNumber: part.number },
      ...{ ContentLength: part.size, ContentMD5: part.md5 },
    });
    // All headers of the command are signed, its length among them.
    const { getSignedUrl } = await import('@aws-sdk/s3-request-presigner');
    const url = await getSignedUrl(this.shown, command, { expiresIn });
    const md5: Record<string, string> = part.md5 === undefined ? {} : { 'content-md5': part.md5 };
    return { ...part, url, headers: { 'content-length': String(part.size), ...md5 } };
  }

  private async uploadOf(key: string): Promise<string> {
    const upload = (await this.bucket.head(tailKey(key)))?.metadata['upload'];
    if (upload === undefined) throw new StoreAwayError('Of this upload no parts can be brought.');
    return upload;
  }
}
