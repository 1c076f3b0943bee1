import { join } from 'node:path';

/** The folder the whole workspace stands in. */
export const workspaceRoot = join(__dirname, '..', '..', '..');
