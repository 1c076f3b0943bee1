import { hkdfSync } from 'node:crypto';
import { Logger } from '@nestjs/common';
import { type SealingKey, type SealingKeys } from '@secureconnect/platform';
import { type PushValues } from './push.settings';

const derived = (secret: string, info: string, bytes: number): Buffer =>
  Buffer.from(hkdfSync('sha256', secret, '', `push tokens: ${info}`, bytes));

const keyOf = (secret: string): SealingKey => ({
  id: derived(secret, 'name', 8).toString('hex'),
  key: derived(secret, 'key', 32),
});

/** What tokens are sealed with; outside production a database's own password does, for who has it can read them anyway. */
export function sealingKeysOf({
  PUSH_SECRET: given,
  PUSH_SECRET_BEFORE: before,
  DATABASE_URL,
}: PushValues): SealingKeys {
  const { password, pathname } = new URL(DATABASE_URL);
  if (!given && !password)
    new Logger('Push').warn(
      'The database has no password, so anybody can guess what seals the push tokens in it: set PUSH_SECRET',
    );
  const present = keyOf(given || `development ${password} ${pathname}`);
  return [present, ...(before ? [keyOf(before)] : [])];
}
