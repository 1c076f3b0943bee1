import { createECDH } from 'node:crypto';
import { type PushTarget } from '@secureconnect/push-token-store';
import { PushTargetRefusedError } from './push-target-refused.error';
import { type PushRegistrationDto, type SubscriptionDto } from './push-token.dto';

/** What wakes a device, in the one way in which it is written; throws PushTargetRefusedError for what wakes none. */
export function targetOf({ provider, token, subscription }: PushRegistrationDto): PushTarget {
  if (provider === 'web') {
    if (token !== undefined) throw new PushTargetRefusedError('token', 'is not of web');
    return browserOf(subscription as SubscriptionDto);
  }
  if (subscription !== undefined) throw new PushTargetRefusedError('subscription', `is not of ${provider}`);
  if (provider === 'fcm') return { provider, address: token as string };
  // Apple's are bytes, and written in either case.
  const address = (token as string).toLowerCase();
  if (!/^[\da-f]{64,200}$/.test(address))
    throw new PushTargetRefusedError('token', 'must be 32 to 100 bytes in hex');
  return { provider, address };
}

function browserOf({ endpoint, keys }: SubscriptionDto): PushTarget {
  const [p256dh, auth] = [keys.p256dh.replace(/=+$/, ''), keys.auth.replace(/=+$/, '')];
  if (!isPoint(p256dh))
    throw new PushTargetRefusedError('subscription.keys.p256dh', 'must be a point of P-256');
  const address = URL.canParse(endpoint) ? new URL(endpoint).href : endpoint;
  return { provider: 'web', address, keys: { p256dh, auth } };
}

/** What is encrypted for it would fail with each push otherwise. */
function isPoint(p256dh: string): boolean {
  const curve = createECDH('prime256v1');
  curve.generateKeys();
  try {
    curve.computeSecret(Buffer.from(p256dh, 'base64url'));
    return true;
  } catch {
    return false; // OpenSSL has many words for it; all say that it cannot be reckoned with.
  }
}
