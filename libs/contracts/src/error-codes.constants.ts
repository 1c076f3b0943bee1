import { callErrorCodes } from './call-error-codes.constants';
import { chatErrorCodes } from './chat-error-codes.constants';
import { identityErrorCodes } from './identity-error-codes.constants';
import { requestErrorCodes } from './request-error-codes.constants';
import { serviceErrorCodes } from './service-error-codes.constants';
import { storageErrorCodes } from './storage-error-codes.constants';

/** The one registry of error codes. A code is never reused for another meaning, and never renamed. */
export const errorCodes = {
  ...requestErrorCodes,
  ...identityErrorCodes,
  ...chatErrorCodes,
  ...callErrorCodes,
  ...storageErrorCodes,
  ...serviceErrorCodes,
} as const;

/** A stable code a client may branch on. */
export type ErrorCode = keyof typeof errorCodes;
