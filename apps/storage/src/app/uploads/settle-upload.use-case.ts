import { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import { newId } from '@secureconnect/platform';
import { BlobStores } from '../blobs/blob-stores';
import { sniffType } from '../content/sniff-type';
import { FileRecord } from '../files/file-record.adapter';
import { type StoredFile } from '../files/stored-file';
import { Aftercare } from '../scanning/aftercare.service';
import { type Digest, Digesting } from './digesting';
import { RefusedUploadError, type UploadRefusal } from './refused-upload.error';
import { SeenBytes } from './seen-bytes';
import { SharedWork } from './shared-work';
import { type Upload } from './upload';
import { UploadEndedError } from './upload-ended.error';
import { UploadIncompleteError } from './upload-incomplete.error';
import { UploadRecord } from './upload-record.adapter';
import { UploadTally } from './upload-tally';

/**
 * Makes a file of an upload whose bytes are all there, once, whoever asks: done again it gives the same file, and asked
 * for while it is under way it is waited for. It goes on when its asker has gone, so that a later one finds it done.
 * What went by while it was received need not be read again.
 */
@Injectable()
export class SettleUpload {
  private readonly settling = new SharedWork<StoredFile>();

  constructor(
    private readonly record: UploadRecord,
    private readonly files: FileRecord,
    private readonly stores: BlobStores,
    private readonly aftercare: Aftercare,
    private readonly tally: UploadTally,
    private readonly seenBytes: SeenBytes,
  ) {}

  /** `seen`: what all its bytes came to, where whoever asks has just stored them. */
  async run(upload: Upload, seen?: Digest): Promise<StoredFile> {
    if (upload.state !== 'open') return this.ended(upload);
    return this.settling.run(upload.id, () => this.settle(upload, seen));
  }

  private async settle(upload: Upload, seen?: Digest): Promise<StoredFile> {
    const { digest, acknowledged } = await this.finish(upload, seen);
    const found = await sniffType(digest.head, upload.declaredType ?? undefined);
    const refusal = refusalOf(upload, acknowledged, digest, 'mismatch' in found);
    if (refusal !== undefined) return this.refuse(upload, refusal);
    const type = 'type' in found ? found.type : '';
    const { firstState: state } = this.aftercare;
    // Room was reserved for a form as a whole, and its file is smaller.
    const smaller = upload.way === 'direct' && { size: upload.size };
    const settlement = { fileId: newId(), type, sha256: digest.sha256, state, ...smaller };
    const file = await this.record.settle(upload.id, settlement);
    this.seenBytes.forget(upload.id);
    if (!file) return this.again(upload);
    this.tally.done(upload.way, upload.size);
    this.aftercare.begin(file);
    return file;
  }

  /** Its blob is whole from now on; gives what is in it, and what went by where that is known. */
  private async finish(upload: Upload, seen?: Digest): Promise<Finished> {
    const { id, size, blobKey } = upload;
    const blobs = this.stores.of(upload.store);
    // No byte of it ever comes, so nobody has begun its blob.
    if (size === 0) await blobs.append(blobKey, 0, Readable.from([]));
    const received = seen?.length ?? (await blobs.length(blobKey));
    if (received < size) throw new UploadIncompleteError(received, size);
    const isOurs = await blobs.finish(blobKey);
    const acknowledged = seen ?? this.seenBytes.digest(id, size);
    // What went by may not be what is there: a write of one who was taken for dead can come after it.
    const isThere = isOurs && acknowledged?.length === size && (await blobs.length(blobKey)) === size;
    return { digest: isThere ? acknowledged : await this.read(upload), acknowledged };
  }

  private async read({ store, blobKey }: Upload): Promise<Digest> {
    return Digesting.of(await this.stores.of(store).read(blobKey));
  }

  private async refuse(upload: Upload, refusal: UploadRefusal): Promise<never> {
    this.seenBytes.forget(upload.id);
    if (await this.record.drop(upload.id, refusal)) this.tally.count(upload.way, refusal);
    throw new RefusedUploadError(refusal);
  }

  /** Somebody else has ended it meanwhile. */
  private async again({ id }: Upload): Promise<StoredFile> {
    const ended = await this.record.find(id);
    if (!ended) throw new UploadEndedError('');
    return this.ended(ended);
  }

  private async ended({ fileId, refusal }: Upload): Promise<StoredFile> {
    if (refusal !== null) throw new RefusedUploadError(refusal as UploadRefusal);
    const file = fileId === null ? undefined : await this.files.find(fileId);
    if (!file) throw new UploadEndedError('');
    return file;
  }
}

/** What is in the store, and what went by. */
interface Finished {
  readonly digest: Digest;
  readonly acknowledged: Digest | undefined;
}

function refusalOf(
  { size, sha256 }: Upload,
  acknowledged: Digest | undefined,
  digest: Digest,
  isOtherType: boolean,
): UploadRefusal | undefined {
  if (digest.length !== size) return 'size_mismatch';
  const promised = sha256 ?? acknowledged?.sha256;
  if (promised && !digest.sha256.equals(promised)) return 'checksum_mismatch';
  return isOtherType ? 'type_mismatch' : undefined;
}
