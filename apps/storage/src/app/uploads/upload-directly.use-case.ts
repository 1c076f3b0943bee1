import { Injectable } from '@nestjs/common';
import { IdempotencyKeyReusedError, newId } from '@secureconnect/platform';
import { type IncomingMessage } from 'node:http';
import { BlobStores } from '../blobs/blob-stores';
import { plainType } from '../content/media-type';
import { type StoredFile } from '../files/stored-file';
import { Digesting } from './digesting';
import { FormLeases } from './form-leases';
import { FormTooSlowError } from './form-too-slow.error';
import { MalformedFormError } from './malformed-form.error';
import { type OpenedUpload, OpenUpload } from './open-upload.use-case';
import { type FormFile, receiveForm } from './receive-form';
import { SettleUpload } from './settle-upload.use-case';
import { TooLargeForFormError } from './too-large-for-form.error';
import { type NewUpload, type Upload } from './upload';
import { UploadRecord } from './upload-record.adapter';

/** What is larger goes by tus, which can be resumed. */
const mostFormBytes = 8 * 1_048_576;
/** What a form has besides its file. */
const mostAround = 65_536;

/** As long as a form may take, however slowly a gateway lets it come. */
export const longestFormMs = 3 * 3_600_000;

/** Takes a small file in one request: room for as much as may come is reserved, and what was too much given back. */
@Injectable()
export class UploadDirectly {
  /** To be changed where it is tried. */
  longestMs = longestFormMs;

  constructor(
    private readonly open: OpenUpload,
    private readonly settle: SettleUpload,
    private readonly record: UploadRecord,
    private readonly stores: BlobStores,
    private readonly leases: FormLeases,
  ) {}

  /** `requestKey`: asked twice under one it is one file. */
  run(ownerId: string, request: IncomingMessage, requestKey?: string): Promise<StoredFile> {
    const length = Number(request.headers['content-length'] ?? mostFormBytes);
    if (length > mostFormBytes + mostAround) throw new TooLargeForFormError(mostFormBytes);
    return receiveForm(request, async (file, { sha256 }) => {
      const writer = newId();
      const opened = await this.open.run({
        ...{ ownerId, name: file.name, size: Math.min(length, mostFormBytes), way: 'direct' },
        ...{ declaredType: plainType(file.type), sha256: digestOf(sha256), requestKey, writer },
      });
      if (isDone(opened)) return this.repeat(opened, file);
      const leave = this.leases.hold(opened.id, writer);
      return this.take(opened, file).finally(leave);
    });
  }

  /** Its file is there; whether this is the same form is seen when all of it has come. */
  private async repeat(before: Upload, { name, bytes, whole }: FormFile): Promise<StoredFile> {
    const { sha256 } = await Digesting.of(this.bounded(bytes));
    await whole;
    const file = await this.settle.run(before);
    if (file.name !== name || !file.sha256.equals(sha256)) throw new IdempotencyKeyReusedError('');
    return file;
  }

  private async take(upload: NewUpload, { bytes, whole }: FormFile): Promise<StoredFile> {
    try {
      const digesting = new Digesting();
      const size = await this.stores
        .of(upload.store)
        .append(upload.blobKey, 0, digesting.through(this.bounded(bytes)));
      await whole;
      return await this.settle.run(openedAs(upload, size), digesting.digest);
    } catch (error) {
      // Nobody can go on with it, so its room need not wait for the sweep.
      if (await this.record.drop(upload.id)) throw error;
      return this.madeAllTheSame(upload, error);
    }
  }

  private async *bounded(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    const until = performance.now() + this.longestMs;
    let length = 0;
    for await (const chunk of bytes) {
      length += chunk.byteLength;
      if (length > mostFormBytes) throw new TooLargeForFormError(mostFormBytes);
      if (performance.now() > until) throw new FormTooSlowError('');
      yield chunk;
    }
  }

  /** PostgreSQL may have made the file and not been able to say so; or the sweep gave it up, and its bytes came after. */
  private async madeAllTheSame(upload: NewUpload, error: unknown): Promise<StoredFile> {
    const ended = await this.record.find(upload.id);
    if (ended?.state !== 'done') {
      await this.record.doom(upload);
      throw error;
    }
    return this.settle.run(ended);
  }
}

const isDone = (opened: OpenedUpload): opened is Upload => opened.state === 'done';

/** What was promised, as what it turned out to be; that it is open still is seen as it becomes a file. */
function openedAs(upload: NewUpload, size: number): Upload {
  return { ...upload, size, state: 'open', refusal: null, fileId: null, createdAt: new Date() };
}

function digestOf(sha256: string | undefined): Buffer | undefined {
  if (sha256 === undefined) return undefined;
  if (!/^[0-9a-f]{64}$/i.test(sha256)) throw new MalformedFormError('sha256 is 64 hexadecimal digits.');
  return Buffer.from(sha256, 'hex');
}
