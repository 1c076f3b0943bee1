import { hkdfSync } from 'node:crypto';
import { type SealingKey, type SealingKeys } from '@secureconnect/platform';

const derived = (secret: string, info: string, bytes: number): Buffer =>
  Buffer.from(hkdfSync('sha256', secret, '', `auth: ${info}`, bytes));

/** What auth seals and hashes with: each use has keys of its own, so that none of them says anything of another's. */
export class AuthSecrets {
  private readonly secrets: readonly string[];

  constructor(present: string, ...before: readonly string[]) {
    this.secrets = [present, ...before];
  }

  /** The keys of one use: the first seals and hashes, each of them opens and verifies. */
  keysFor(label: string): SealingKeys {
    const [present, ...before] = this.secrets.map((secret) => ({
      id: derived(secret, `name of ${label}`, 8).toString('hex'),
      key: derived(secret, `key of ${label}`, 32),
    }));
    return [present as SealingKey, ...before];
  }
}
