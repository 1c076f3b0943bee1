import { ProblemError } from '@secureconnect/platform';

/** Why bytes are not taken. */
export type UploadRefusal = 'checksum_mismatch' | 'type_mismatch' | 'size_mismatch';

/** The bytes are not what was promised; they are thrown away, and their room is free again. */
export class RefusedUploadError extends ProblemError {
  constructor(readonly code: UploadRefusal) {
    super('');
  }
}
