import { Injectable } from '@nestjs/common';
import {
  IdempotencyKeyInUseError,
  IdempotencyKeyReusedError,
  InjectSettings,
  newId,
  type ProblemError,
} from '@secureconnect/platform';
import { BlobStores } from '../blobs/blob-stores';
import { faultOfName } from '../files/file-name';
import { type StorageValues } from '../storage.settings';
import { FileTooLargeError } from './file-too-large.error';
import { NameRefusedError } from './name-refused.error';
import { QuotaExceededError } from './quota-exceeded.error';
import { TooManyFilesError } from './too-many-files.error';
import { TooManyUploadsError } from './too-many-uploads.error';
import { type NewUpload, type Upload, type UploadClaim, type UploadWay } from './upload';
import { UploadRecord } from './upload-record.adapter';
import { type UploadOutcome, UploadTally } from './upload-tally';

/** What a client promises to bring. */
export interface OpenUploadCommand extends UploadClaim {
  readonly ownerId: string;
  readonly name: string;
  readonly declaredType?: string | undefined;
  readonly size: number;
  readonly sha256?: Buffer | undefined;
  readonly way: UploadWay;
}

/** What it came to: one that is new, or what was asked for before under the same key. */
export type OpenedUpload = NewUpload & Partial<Upload>;

const dayMs = 86_400_000;

/** Takes a promise of a file: its room is reserved before its first byte. */
@Injectable()
export class OpenUpload {
  constructor(
    private readonly record: UploadRecord,
    private readonly stores: BlobStores,
    private readonly tally: UploadTally,
    @InjectSettings() private readonly values: StorageValues,
  ) {}

  async run(command: OpenUploadCommand): Promise<OpenedUpload> {
    const { ownerId, name, declaredType, size, sha256, way } = command;
    const fault = faultOfName(name);
    if (fault !== undefined) throw new NameRefusedError(fault);
    const { STORAGE_FILE_MAX_BYTES: most, STORAGE_UPLOAD_DAYS: days } = this.values;
    if (size > most) this.refuse(way, new FileTooLargeError(most));
    const upload: NewUpload = {
      ...{
        id: newId(),
        ownerId,
        name,
        declaredType: declaredType ?? null,
        size,
        sha256: sha256 ?? null,
        way,
      },
      ...{ store: this.stores.first.name, blobKey: newId(), expiresAt: new Date(Date.now() + days * dayMs) },
    };
    const before = await this.reserve(upload, command);
    if (before) return before;
    this.tally.count(way, 'opened');
    return upload;
  }

  /** Gives what was asked for before under the same key. */
  private async reserve(upload: NewUpload, claim: UploadClaim): Promise<Upload | undefined> {
    const {
      STORAGE_QUOTA_BYTES: usualQuota,
      STORAGE_OPEN_UPLOADS: mostOpen,
      STORAGE_QUOTA_FILES: mostFiles,
    } = this.values;
    const opened = await this.record.open(upload, { usualQuota, mostOpen, mostFiles }, claim);
    if (opened === 'too_many_uploads') this.refuse(upload.way, new TooManyUploadsError(mostOpen));
    if (opened === 'too_many_files') this.refuse(upload.way, new TooManyFilesError(mostFiles));
    if (opened === 'quota_exceeded') this.refuse(upload.way, new QuotaExceededError(''));
    if (opened === 'opened') return undefined;
    const { requestKey } = claim;
    const isThere = opened === 'repeated' && requestKey !== undefined;
    const before = isThere ? await this.record.repeated(upload.ownerId, requestKey) : undefined;
    // Under way, or given up between one question and the other.
    if (!before) throw new IdempotencyKeyInUseError('');
    if (isAnother(before, upload)) throw new IdempotencyKeyReusedError('');
    return before;
  }

  private refuse(way: UploadWay, error: ProblemError & { readonly code: UploadOutcome }): never {
    this.tally.count(way, error.code);
    throw error;
  }
}

/** Whether it promises what the one before did not; of a form that is known only when all of it has come. */
function isAnother(before: Upload, { way, size, sha256 }: NewUpload): boolean {
  const isOfOtherBytes = sha256 !== null && before.sha256 !== null && !sha256.equals(before.sha256);
  return way !== 'direct' && (before.size !== size || isOfOtherBytes);
}
