import { createHmac } from 'node:crypto';
import { type SealingKey } from '@secureconnect/platform';
import { type Sighting } from '../risk/sighting';
import { familyOf } from '../risk/user-agent-family';

/** What tells a device from others of the same account: what it calls itself, else what it looks like. */
function nameOf({ device, userAgent }: Pick<Sighting, 'device' | 'userAgent'>): string {
  if (device !== undefined) return `device ${device}`;
  const { browser, platform } = familyOf(userAgent);
  return `agent ${browser} ${platform}`;
}

/** The keyed hashes of a device of an account, the one by the present key first. */
export function deviceKeysOf(
  keys: readonly SealingKey[],
  userId: string,
  seen: Pick<Sighting, 'device' | 'userAgent'>,
): readonly Buffer[] {
  const name = nameOf(seen);
  return keys.map(({ key }) => createHmac('sha256', key).update(`${userId} ${name}`).digest());
}
