import { Injectable } from '@nestjs/common';
import { InjectSettings } from '@secureconnect/platform';
import { BlobStores } from '../blobs/blob-stores';
import { type BlobPart, type PartSigner, type SignedPart } from '../blobs/part-signer';
import { type StorageValues } from '../storage.settings';
import { RefusedUploadError } from '../uploads/refused-upload.error';
import { SharedWork } from '../uploads/shared-work';
import { type NewUpload, type Upload, type UploadWay } from '../uploads/upload';
import { UploadEndedError } from '../uploads/upload-ended.error';
import { UploadIncompleteError } from '../uploads/upload-incomplete.error';
import { UploadRecord } from '../uploads/upload-record.adapter';
import { PartPlan } from './part-plan';
import { PresignedUnavailableError } from './presigned-unavailable.error';

/** URLs of so many parts are given at once. */
export const mostSigned = 100;

type Addressed = Pick<NewUpload, 'id' | 'store' | 'blobKey' | 'size' | 'way'>;

/** Parts that may be brought, and until when. */
export interface SignedParts {
  readonly partBytes: number;
  readonly count: number;
  readonly parts: readonly SignedPart[];
  readonly until: Date;
}

/** Uploads whose bytes go straight into the S3, and how they come to be whole. */
@Injectable()
export class PresignedUploads {
  private readonly assembling = new SharedWork<void>();

  constructor(
    private readonly stores: BlobStores,
    private readonly record: UploadRecord,
    @InjectSettings() private readonly values: StorageValues,
  ) {}

  /** How bytes are brought to us, given how a client would like to. */
  wayFor(asked: 'tus' | 'presigned' | undefined): UploadWay {
    const { STORAGE_S3_PRESIGNED: mode } = this.values;
    const isPossible = mode !== 'off' && this.stores.signerOf(this.stores.first.name) !== undefined;
    if (asked === 'presigned' && !isPossible) throw new PresignedUnavailableError('');
    const isWanted = asked === 'presigned' || (asked === undefined && mode === 'usual');
    return isPossible && isWanted ? 'presigned' : 'tus';
  }

  /** Room is reserved already; where the S3 does not answer it is free again. */
  async begin(upload: Addressed): Promise<SignedParts> {
    try {
      await this.signerOf(upload).begin(upload.blobKey);
      return await this.sign(upload, new PartPlan(upload.size).first(mostSigned));
    } catch (error) {
      await this.record.drop(upload.id);
      throw error;
    }
  }

  /** URLs of parts, as often as they are asked for; those that do not exist are passed over. */
  async more(
    upload: Upload,
    wanted: readonly { readonly number: number; readonly md5?: string }[],
  ): Promise<SignedParts> {
    if (upload.state !== 'open') throw new UploadEndedError('');
    const plan = new PartPlan(upload.size);
    const parts = wanted.flatMap(({ number, md5 }) => {
      const part = plan.part(number);
      return part ? [{ ...part, md5 }] : [];
    });
    return this.sign(upload, parts);
  }

  /** What was brought becomes one blob, which no URL can change any more; of the wrong lengths none is made. */
  async assemble(upload: Upload): Promise<void> {
    if (upload.way !== 'presigned' || upload.state !== 'open') return;
    await this.assembling.run(upload.id, () => this.assembleOnce(upload));
  }

  private async assembleOnce(upload: Upload): Promise<void> {
    const isWhole = () => this.stores.of(upload.store).isFinished(upload.blobKey);
    const plan = new PartPlan(upload.size);
    // Of no parts no blob is assembled. Or it is whole already: a crash came before its file was made.
    if (plan.count === 0 || (await isWhole())) return;
    try {
      await this.assembleOf(upload, plan);
    } catch (error) {
      // Another instance was faster, and its parts are parts no more.
      if (error instanceof RefusedUploadError || !(await isWhole())) throw error;
    }
  }

  private async assembleOf(upload: Upload, plan: PartPlan): Promise<void> {
    const signer = this.signerOf(upload);
    const brought = await signer.brought(upload.blobKey);
    if (brought.some(({ number, size }) => plan.part(number)?.size !== size)) return this.refuse(upload);
    const received = brought.reduce((total, { size }) => total + size, 0);
    if (brought.length < plan.count) throw new UploadIncompleteError(received, upload.size);
    await signer.assemble(upload.blobKey);
  }

  private async sign(upload: Addressed, parts: readonly BlobPart[]): Promise<SignedParts> {
    const { STORAGE_S3_PRESIGNED_SECONDS: seconds } = this.values;
    const { partBytes, count } = new PartPlan(upload.size);
    const until = new Date(Date.now() + seconds * 1_000);
    const signed = await this.signerOf(upload).sign(upload.blobKey, parts, seconds);
    return { partBytes, count, parts: signed, until };
  }

  private signerOf({ store, way }: Addressed): PartSigner {
    const signer = way === 'presigned' ? this.stores.signerOf(store) : undefined;
    if (!signer) throw new PresignedUnavailableError('');
    return signer;
  }

  private async refuse({ id }: Upload): Promise<never> {
    await this.record.drop(id, 'size_mismatch');
    throw new RefusedUploadError('size_mismatch');
  }
}
