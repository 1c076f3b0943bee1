import { createHash } from 'node:crypto';

/** What is kept of the token of a link. */
export const linkHash = (token: string): Buffer => createHash('sha256').update(token).digest();
