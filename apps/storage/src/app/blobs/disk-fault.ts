import { StoreAwayError } from './store-away.error';

/** The disk's own: full, broken, read-only, not ours, or not there. */
const codes = new Set(['ENOSPC', 'EDQUOT', 'EIO', 'EROFS', 'EACCES', 'EPERM', 'ESTALE', 'ENOTDIR']);

/** What went wrong, as `StoreAwayError` where the disk is to blame. */
export const diskFault = (error: unknown): unknown =>
  codes.has((error as NodeJS.ErrnoException).code ?? '') ? new StoreAwayError('', { cause: error }) : error;
