import { type Readable } from 'node:stream';
import { DataStore, ERRORS, Upload as TusUpload } from '@tus/server';
import { BlobMisplacedError } from '../blobs/blob-misplaced.error';
import { type BlobStores } from '../blobs/blob-stores';
import { Digesting } from '../uploads/digesting';
import { type SeenBytes } from '../uploads/seen-bytes';
import { type Upload } from '../uploads/upload';
import { type UploadLocks } from '../uploads/upload-locks';
import { type UploadRecord } from '../uploads/upload-record.adapter';
import { UploadUnknownError } from '../uploads/upload-unknown.error';
import { type LentBody } from './lent-body';
import { TusRefusedError } from './tus-refused.error';

/** What is offered beyond the core of the protocol. */
export const tusExtensions = ['creation', 'creation-with-upload', 'expiration', 'termination'] as const;

interface Under {
  readonly record: UploadRecord;
  readonly stores: BlobStores;
  readonly seen: SeenBytes;
  readonly locks: UploadLocks;
  readonly waitMs: number;
  /** Of the request that is answered just now. */
  readonly body: () => LentBody | undefined;
}

/** What the protocol of tus stands on: rows say what was promised, blobs how much of it came. */
export class TusStore extends DataStore {
  override extensions = [...tusExtensions];

  constructor(private readonly under: Under) {
    super();
  }

  /** Written down by whoever gave it its name. */
  override create(upload: TusUpload): Promise<TusUpload> {
    return Promise.resolve(upload);
  }

  override async getUpload(id: string): Promise<TusUpload> {
    const upload = await this.find(id);
    const { size, state, store, blobKey, createdAt } = upload;
    const offset = state === 'done' ? size : await this.under.stores.of(store).length(blobKey);
    const metadata = metadataOf(upload);
    return new TusUpload({ id, size, offset, metadata, creation_date: createdAt.toISOString() });
  }

  /** What the library gives holds no byte, but ends when it wants no more of them. */
  override async write(stand: Readable, id: string, offset: number): Promise<number> {
    const body = this.under.body();
    if (!body) throw new Error('An upload is written to without a body.');
    stand.once('close', () => body.cutShort()).resume();
    const upload = await this.find(id);
    // A stream that was destroyed because the store failed would be told of instead of the failure.
    const bytes = atMost(upload.size - offset, body.bytes.iterator({ destroyOnReturn: false }));
    // It may be a file by now, and there is nothing to add to it.
    if (offset === upload.size) return offset + (await Digesting.of(bytes)).length;
    try {
      return await this.append(upload, offset, bytes);
    } catch (error) {
      throw body.isBroken ? ERRORS.ABORTED : error;
    }
  }

  private async append(upload: Upload, offset: number, bytes: AsyncIterable<Uint8Array>): Promise<number> {
    const digesting = this.under.seen.take(upload.id, offset);
    const passed = digesting?.through(bytes) ?? bytes;
    const guard = this.under.locks.guardOf(upload.id);
    try {
      return await this.under.stores.of(upload.store).append(upload.blobKey, offset, passed, guard);
    } catch (error) {
      // Another may have written between our look at its length and now.
      if (error instanceof BlobMisplacedError)
        throw new TusRefusedError('upload_offset', '', { cause: error });
      throw error;
    } finally {
      digesting?.endGo();
      if (digesting) await this.keep(upload, digesting);
    }
  }

  /** What broke off is gone on with as often as not; where the store has not all of it, it is read again. */
  private async keep({ id, store, blobKey }: Upload, digesting: Digesting): Promise<void> {
    const [there] = await Promise.allSettled([this.under.stores.of(store).length(blobKey)]);
    if (there.status === 'fulfilled' && there.value === digesting.length) this.under.seen.keep(id, digesting);
  }

  override async remove(id: string): Promise<void> {
    this.under.seen.forget(id);
    await this.under.record.drop(id);
  }

  override getExpiration(): number {
    return this.under.waitMs;
  }

  private async find(id: string): Promise<Upload> {
    const upload = await this.under.record.find(id);
    if (!upload || upload.state === 'dropped' || upload.state === 'refused') throw new UploadUnknownError('');
    // What is brought another way could be changed while this one is looked at.
    if (upload.way !== 'tus') throw new UploadUnknownError('');
    return upload;
  }
}

/** What was said of it when it began. */
function metadataOf({ name, declaredType, sha256 }: Upload): Record<string, string> {
  return {
    filename: name,
    ...(declaredType !== null && { filetype: declaredType }),
    ...(sha256 !== null && { sha256: sha256.toString('hex') }),
  };
}

/** No more than was promised is taken, whether or not its length was told before. */
async function* atMost(length: number, bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let left = length;
  for await (const chunk of bytes) {
    left -= chunk.byteLength;
    if (left < 0) throw new TusRefusedError('file_too_large');
    yield chunk;
  }
}
