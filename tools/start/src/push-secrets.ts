import { createECDH } from 'node:crypto';
import { join } from 'node:path';
import { madeOnce } from './made-once';
import { type StateFolder } from './state-folder';

interface Pair {
  readonly publicKey: string;
  readonly privateKey: string;
}

/** Who sends Web Push from a state folder: made at the first run, the same after it, or browsers would have to subscribe again. */
export function pushSecrets(folder: StateFolder): NodeJS.ProcessEnv {
  const kept = madeOnce(join(folder.root, 'vapid.json'), folder, () => JSON.stringify(newPair()));
  const { publicKey, privateKey } = JSON.parse(kept) as Pair;
  return {
    PUSH_VAPID_PUBLIC_KEY: publicKey,
    PUSH_VAPID_PRIVATE_KEY: privateKey,
    PUSH_VAPID_SUBJECT: 'mailto:development@secureconnect.invalid',
  };
}

function newPair(): Pair {
  const curve = createECDH('prime256v1');
  const publicKey = curve.generateKeys().toString('base64url');
  // A short one lacks its leading zeros.
  const padded = Buffer.concat([Buffer.alloc(32), curve.getPrivateKey()]).subarray(-32);
  return { publicKey, privateKey: padded.toString('base64url') };
}
