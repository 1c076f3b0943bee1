import { type UploadWire } from '@secureconnect/contracts';
import { type ClientErrorCode } from '../client-error';
import { type CallOptions } from '../http/http-request';

/** How far an upload is. */
export interface UploadProgress {
  /** Bytes that are there for good. */
  readonly sent: number;
  readonly size: number;
  /** Why nothing moves right now; it is tried again. */
  readonly waiting?: ClientErrorCode;
}

/** What it takes to go on with an upload, also in another run of the program: keep it as JSON. */
export type OpenedUpload = Pick<UploadWire, 'id' | 'url' | 'name' | 'size' | 'expires_at'>;

/** How something is uploaded; all may be left out, but the size of a stream. */
export interface UploadOptions extends CallOptions {
  /** That of a `File` unless said. */
  readonly name?: string;
  /** That of a `Blob` unless said. */
  readonly type?: string;
  /** Of a stream. */
  readonly size?: number;
  /** What its bytes must come to; the server refuses others. */
  readonly sha256?: string;
  /** Told before the first byte of what does not go in one request. */
  readonly onOpened?: (upload: OpenedUpload) => void;
  readonly onProgress?: (progress: UploadProgress) => void;
  /**
   * Goes on with one that was begun, by the same content from its front. Another content of the same size is refused
   * with `checksum_mismatch`; the file that the upload became stays, and `details.file_id` names it.
   */
  readonly resume?: OpenedUpload;
}
