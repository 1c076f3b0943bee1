import { createECDH } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { reasonOf } from './start.error';
import { type StateFolder, unusable } from './state-folder';

interface Pair {
  readonly publicKey: string;
  readonly privateKey: string;
}

/** Who sends Web Push from a state folder: made at the first run, the same after it, or browsers would have to subscribe again. */
export function pushSecrets(folder: StateFolder): NodeJS.ProcessEnv {
  const file = join(folder.root, 'vapid.json');
  try {
    // Whoever comes first makes it; the others read what is there.
    writeFileSync(file, JSON.stringify(newPair()), { mode: 0o600, flag: 'wx' });
  } catch (error) {
    if (reasonOf(error) !== 'EEXIST') throw unusable(folder.root, error);
  }
  const { publicKey, privateKey } = JSON.parse(readFileSync(file, 'utf8')) as Pair;
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
