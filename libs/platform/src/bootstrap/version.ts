import { readFileSync } from 'node:fs';

const manifest = readFileSync(require.resolve('@secureconnect/platform/package.json'), 'utf8');

/** The version all five services share. */
export const { version } = JSON.parse(manifest) as { version: string };
