import { type ErrorDefinition } from './error-definition';

/** What files and uploads refuse. */
export const storageErrorCodes = {
  link_refused: {
    status: 403,
    error: 'FORBIDDEN',
    message: 'This link was not made here, or was altered. Ask who gave it to you for another.',
  },
  file_quarantined: {
    status: 403,
    error: 'FORBIDDEN',
    message: 'Something harmful was found in this file, so nobody is given it. Delete it.',
  },
  file_scanning: {
    status: 409,
    error: 'CONFLICT',
    message: 'The file is still being looked through. Ask again shortly.',
  },
  thumbnail_none: {
    status: 404,
    error: 'NOT_FOUND',
    message: 'This file is no picture that could be drawn small, or not of this width.',
  },
  thumbnail_pending: {
    status: 409,
    error: 'CONFLICT',
    message: 'The thumbnail is being made. Ask again shortly.',
  },
  upload_incomplete: {
    status: 409,
    error: 'CONFLICT',
    message: 'Bytes are missing yet; details say how many have come.',
  },
  upload_offset: {
    status: 409,
    error: 'CONFLICT',
    message: 'The upload is at another place; ask where with HEAD.',
  },
  upload_busy: {
    status: 423,
    error: 'LOCKED',
    message: 'Another request writes to this upload. Ask again shortly.',
  },
  too_many_uploads: {
    status: 409,
    error: 'CONFLICT',
    message: 'You have as many uploads under way as you may have. Bring one to its end, or give it up.',
  },
  upload_length_needed: {
    status: 400,
    error: 'BAD_REQUEST',
    message: 'Say with Upload-Length how many bytes will come.',
  },
  malformed_form: {
    status: 400,
    error: 'BAD_REQUEST',
    message: 'Send multipart/form-data with one file in it, the other fields before it.',
  },
  malformed_digest: { status: 400, error: 'BAD_REQUEST', message: 'A sha256 is 64 hexadecimal digits.' },
  tus_version_needed: {
    status: 412,
    error: 'PRECONDITION_FAILED',
    message: 'Send Tus-Resumable: 1.0.0; no other version is spoken.',
  },
  precondition_failed: {
    status: 412,
    error: 'PRECONDITION_FAILED',
    message: 'The file is not what your If-Match or If-Unmodified-Since says.',
  },
  file_too_large: { status: 413, error: 'PAYLOAD_TOO_LARGE', message: 'No file may be as large.' },
  range_not_satisfiable: { status: 416, error: 'RANGE_NOT_SATISFIABLE', message: 'The file is not as long.' },
  checksum_mismatch: {
    status: 422,
    error: 'UNPROCESSABLE_ENTITY',
    message: 'The bytes are not those that were promised by sha256. Upload them again.',
  },
  size_mismatch: {
    status: 422,
    error: 'UNPROCESSABLE_ENTITY',
    message: 'There are more or fewer bytes than were promised. Upload them again.',
  },
  type_mismatch: {
    status: 422,
    error: 'UNPROCESSABLE_ENTITY',
    message: 'The bytes are not of the type that was promised.',
  },
  content_unavailable: {
    status: 503,
    error: 'SERVICE_UNAVAILABLE',
    message: 'There is such a file, but its bytes cannot be read right now. Ask again shortly.',
  },
  store_unavailable: {
    status: 503,
    error: 'SERVICE_UNAVAILABLE',
    message: 'Where files lie does not answer right now. What was stored is kept; ask again shortly.',
  },
  presigned_unavailable: {
    status: 422,
    error: 'UNPROCESSABLE_ENTITY',
    message: 'Bytes cannot be brought past this service here. Bring them by tus.',
  },
  sharing_unavailable: {
    status: 503,
    error: 'SERVICE_UNAVAILABLE',
    message: 'Nobody can say right now whether this was shared with you. Ask again shortly.',
  },
  store_busy: {
    status: 503,
    error: 'SERVICE_UNAVAILABLE',
    message: 'Too many bring files at once. What was stored is kept; ask again shortly.',
  },
  too_many_files: {
    status: 507,
    error: 'INSUFFICIENT_STORAGE',
    message: 'You have as many files as you may have. Delete some, or end uploads that are under way.',
  },
  quota_exceeded: {
    status: 507,
    error: 'INSUFFICIENT_STORAGE',
    message: 'There is no room for it. Delete something, or end uploads that are under way.',
  },
} as const satisfies Record<string, ErrorDefinition>;
