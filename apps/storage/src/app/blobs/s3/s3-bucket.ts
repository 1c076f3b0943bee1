import { type S3Client, type S3ServiceException } from '@aws-sdk/client-s3';
import { type Readable } from 'node:stream';
import { type ByteRange, type Guard, unguarded } from '../blob-store';
import { StoreAwayError } from '../store-away.error';
import { AskedTries } from './asked-tries';
import { type S3Sdk } from './s3-sdk';
import { watched } from './watched-stream';

/** How long an answer is waited for, in milliseconds. */
export interface S3Deadlines {
  /** To a question, and to the beginning of a download. */
  readonly askMs: number;
  /** To a part that is brought, and to the next bytes of a download. */
  readonly carryMs: number;
}

/** A part of a multipart upload that is there. */
export interface S3Part {
  readonly number: number;
  readonly size: number;
  readonly etag: string;
}

/** An object that is there. */
export interface S3Object {
  readonly size: number;
  readonly etag: string;
  readonly metadata: Readonly<Record<string, string>>;
}

type Call<T> = (signal: AbortSignal) => Promise<T>;

const isMissing = (error: unknown): boolean => {
  const { name, $metadata } = error as Partial<S3ServiceException>;
  return name !== 'NoSuchBucket' && (name === 'NoSuchUpload' || $metadata?.httpStatusCode === 404);
};

/** Nothing of what was signed goes into a log. */
const said = (error: unknown): Error =>
  new Error(error instanceof Error ? `${error.name}: ${error.message}` : String(error));

/** One bucket: every question has a deadline; what is not there is `undefined`, and any other failure `StoreAwayError`. */
export class S3Bucket {
  constructor(
    private readonly sdk: S3Sdk,
    private readonly client: S3Client,
    private readonly bucket: string,
    private readonly deadlines: S3Deadlines = { askMs: 10_000, carryMs: 60_000 },
  ) {}

  /** Rejects where the bucket cannot be asked; health does not wait long. */
  async check(): Promise<void> {
    const command = new this.sdk.HeadBucketCommand({ Bucket: this.bucket });
    const call: Call<unknown> = (abortSignal) => this.client.send(command, { abortSignal });
    if (!(await this.within(Math.min(2_000, this.deadlines.askMs), call)))
      throw new StoreAwayError('There is no such bucket.');
  }

  async head(Key: string): Promise<S3Object | undefined> {
    const command = new this.sdk.HeadObjectCommand({ Bucket: this.bucket, Key });
    const found = await this.ask((abortSignal) => this.client.send(command, { abortSignal }));
    return (
      found && { size: found.ContentLength ?? 0, etag: found.ETag ?? '', metadata: found.Metadata ?? {} }
    );
  }

  async get(Key: string, range?: ByteRange): Promise<Readable | undefined> {
    return (await this.begin(Key, range))?.body;
  }

  /** The beginning of what is there, as much as fits; gives how much that is, and of what. */
  async getInto(Key: string, into: Buffer): Promise<{ readonly bytes: number; readonly etag?: string }> {
    let bytes = 0;
    const found = await this.begin(Key);
    for await (const chunk of found?.body ?? []) bytes += (chunk as Buffer).copy(into, bytes);
    return { bytes, ...(found && { etag: found.etag }) };
  }

  private async begin(
    Key: string,
    range?: ByteRange,
  ): Promise<{ readonly body: Readable; readonly etag: string } | undefined> {
    const Range = range && `bytes=${range.first}-${range.last}`;
    const command = new this.sdk.GetObjectCommand({ Bucket: this.bucket, Key, Range });
    const found = await this.ask((abortSignal) => this.client.send(command, { abortSignal }));
    return found && { body: watched(found.Body as Readable, this.deadlines.carryMs), etag: found.ETag ?? '' };
  }

  /** Gives its tag. The guard is asked before each try. */
  async put(
    Key: string,
    Body: Uint8Array,
    Metadata: Record<string, string> = {},
    guard: Guard = unguarded,
  ): Promise<string> {
    const command = new this.sdk.PutObjectCommand({ Bucket: this.bucket, Key, Body, Metadata });
    const tries = new AskedTries(guard);
    command.middlewareStack.add(tries.ask, tries.place);
    return (await this.carry((abortSignal) => this.client.send(command, { abortSignal }), tries))?.ETag ?? '';
  }

  /** Gives the tag of the copy; undefined: there is no such source. */
  async copy(from: string, Key: string): Promise<string | undefined> {
    const CopySource = `${this.bucket}/${from}`;
    const input = { Bucket: this.bucket, Key, CopySource, MetadataDirective: 'REPLACE' } as const;
    const command = new this.sdk.CopyObjectCommand(input);
    const made = await this.carry((abortSignal) => this.client.send(command, { abortSignal }));
    return made && (made.CopyObjectResult?.ETag ?? '');
  }

  async delete(Key: string): Promise<void> {
    const command = new this.sdk.DeleteObjectCommand({ Bucket: this.bucket, Key });
    await this.ask((abortSignal) => this.client.send(command, { abortSignal }));
  }

  async createUpload(Key: string): Promise<string> {
    const command = new this.sdk.CreateMultipartUploadCommand({ Bucket: this.bucket, Key });
    const made = await this.ask((abortSignal) => this.client.send(command, { abortSignal }));
    if (made?.UploadId === undefined) throw new StoreAwayError('No multipart upload was made.');
    return made.UploadId;
  }

  /** Gives its tag; undefined: there is no such upload any more. The guard is asked before each try. */
  async putPart(
    Key: string,
    UploadId: string,
    PartNumber: number,
    Body: Uint8Array,
    guard: Guard = unguarded,
  ): Promise<string | undefined> {
    const command = new this.sdk.UploadPartCommand({ Bucket: this.bucket, Key, UploadId, PartNumber, Body });
    const tries = new AskedTries(guard);
    command.middlewareStack.add(tries.ask, tries.place);
    const put = await this.carry((abortSignal) => this.client.send(command, { abortSignal }), tries);
    return put && (put.ETag ?? '');
  }

  /** In their order; undefined: there is no such upload any more. */
  async parts(Key: string, UploadId: string): Promise<S3Part[] | undefined> {
    const all: S3Part[] = [];
    for (let PartNumberMarker: string | undefined; ;) {
      const command = new this.sdk.ListPartsCommand({ Bucket: this.bucket, Key, UploadId, PartNumberMarker });
      const found = await this.ask((abortSignal) => this.client.send(command, { abortSignal }));
      if (!found) return undefined;
      for (const { PartNumber: number = 0, Size: size = 0, ETag: etag = '' } of found.Parts ?? [])
        all.push({ number, size, etag });
      if (found.IsTruncated !== true) return all;
      PartNumberMarker = found.NextPartNumberMarker;
    }
  }

  /** False: there is no such upload any more, or its parts have changed meanwhile. */
  async complete(Key: string, UploadId: string, parts: readonly S3Part[]): Promise<boolean> {
    const Parts = parts.map(({ number, etag }) => ({ PartNumber: number, ETag: etag }));
    const MultipartUpload = { Parts };
    const command = new this.sdk.CompleteMultipartUploadCommand({
      Bucket: this.bucket,
      Key,
      UploadId,
      MultipartUpload,
    });
    const send: Call<unknown> = async (abortSignal) => {
      try {
        return await this.client.send(command, { abortSignal });
      } catch (error) {
        if ((error as Error).name === 'InvalidPart') return undefined;
        throw error;
      }
    };
    return (await this.carry(send)) !== undefined;
  }

  /** All multipart uploads of a key. */
  async uploads(key: string): Promise<string[]> {
    const command = new this.sdk.ListMultipartUploadsCommand({ Bucket: this.bucket, Prefix: key });
    const found = await this.ask((abortSignal) => this.client.send(command, { abortSignal }));
    return (found?.Uploads ?? []).filter(({ Key }) => Key === key).flatMap(({ UploadId }) => UploadId ?? []);
  }

  async abort(Key: string, UploadId: string): Promise<void> {
    const command = new this.sdk.AbortMultipartUploadCommand({ Bucket: this.bucket, Key, UploadId });
    await this.ask((abortSignal) => this.client.send(command, { abortSignal }));
  }

  private ask = <T>(call: Call<T>): Promise<T | undefined> => this.within(this.deadlines.askMs, call);

  private carry = <T>(call: Call<T>, tries?: AskedTries): Promise<T | undefined> =>
    this.within(this.deadlines.carryMs, call, tries);

  /** All tries together have so long; what begins to answer in time may take its time. */
  private async within<T>(ms: number, call: Call<T>, tries?: AskedTries): Promise<T | undefined> {
    const deadline = new AbortController();
    const timer = setTimeout(() => deadline.abort(), ms);
    try {
      return await call(deadline.signal);
    } catch (error) {
      if (tries?.refusal) throw tries.refusal.error;
      if (isMissing(error)) return undefined;
      const cause = deadline.signal.aborted ? new Error(`No answer within ${ms} ms`) : said(error);
      throw new StoreAwayError('', { cause });
    } finally {
      clearTimeout(timer);
    }
  }
}
