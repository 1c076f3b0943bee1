import { createECDH } from 'node:crypto';

/** What the system has besides what any storm has: somebody to wake devices for, though nobody out there is woken. */
export function systemSettings(): NodeJS.ProcessEnv {
  const curve = createECDH('prime256v1');
  const publicKey = curve.generateKeys().toString('base64url');
  // A short one lacks its leading zeros.
  const padded = Buffer.concat([Buffer.alloc(32), curve.getPrivateKey()]).subarray(-32);
  return {
    PUSH_VAPID_PUBLIC_KEY: publicKey,
    PUSH_VAPID_PRIVATE_KEY: padded.toString('base64url'),
    PUSH_VAPID_SUBJECT: 'mailto:matrix@secureconnect.invalid',
  };
}
