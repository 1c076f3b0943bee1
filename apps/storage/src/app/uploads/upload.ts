/** How the bytes come: in one form, by the protocol of tus, or past the service into an S3. */
export type UploadWay = 'direct' | 'tus' | 'presigned';

/** `refused`: the bytes were not what was promised; `dropped`: nobody wanted it any more. */
export type UploadState = 'open' | 'done' | 'refused' | 'dropped';

/** A file that is on its way. */
export interface Upload {
  readonly id: string;
  readonly ownerId: string;
  readonly name: string;
  readonly declaredType: string | null;
  readonly size: number;
  /** What its bytes were promised to come to; null: nothing was promised. */
  readonly sha256: Buffer | null;
  readonly way: UploadWay;
  readonly store: string;
  readonly blobKey: string;
  readonly state: UploadState;
  readonly refusal: string | null;
  readonly fileId: string | null;
  readonly createdAt: Date;
  readonly expiresAt: Date;
}

/** What is known of one before it begins. */
export type NewUpload = Pick<
  Upload,
  'id' | 'ownerId' | 'name' | 'declaredType' | 'size' | 'sha256' | 'way' | 'store' | 'blobKey' | 'expiresAt'
>;

/** What tells one that is asked for again, and who has the lease of one from its beginning. */
export interface UploadClaim {
  readonly requestKey?: string | undefined;
  readonly writer?: string | undefined;
}
