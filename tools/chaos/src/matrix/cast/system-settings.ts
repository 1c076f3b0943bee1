import { createECDH } from 'node:crypto';

/**
 * What the system has besides what any storm has: somebody who wakes devices, though nobody out there is woken; calls that
 * wait until they are asked about; room for the uploads that each fault leaves open (a dozen, and a person may have a
 * hundred); patience for a machine that has more to do than it can; and breakers that try again soon, so that one which
 * slowness has opened keeps nobody from what follows.
 */
export function systemSettings(): NodeJS.ProcessEnv {
  const curve = createECDH('prime256v1');
  const publicKey = curve.generateKeys().toString('base64url');
  // A short one lacks its leading zeros.
  const padded = Buffer.concat([Buffer.alloc(32), curve.getPrivateKey()]).subarray(-32);
  return {
    PUSH_VAPID_PUBLIC_KEY: publicKey,
    PUSH_VAPID_PRIVATE_KEY: padded.toString('base64url'),
    ...{ CALL_RING_SECONDS: '600', CALL_RECONNECT_SECONDS: '600', DATABASE_CONNECT_TIMEOUT_MS: '5000' },
    ...{ REDIS_COMMAND_TIMEOUT: '1000', REDIS_BREAKER_RECOVERY_TIMEOUT_MS: '5000' },
    STORAGE_OPEN_UPLOADS: '100000',
    PUSH_VAPID_SUBJECT: 'mailto:matrix@secureconnect.invalid',
  };
}
