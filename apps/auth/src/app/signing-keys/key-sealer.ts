import { hkdfSync } from 'node:crypto';
import { Seal, type SealingKey } from '@secureconnect/platform';

const derived = (secret: string, use: string, bytes: number): Buffer =>
  Buffer.from(hkdfSync('sha256', secret, '', `signing keys: ${use}`, bytes));

const sealingKeyOf = (secret: string): SealingKey => ({
  id: derived(secret, 'name', 8).toString('hex'),
  key: derived(secret, 'sealing', 32),
});

/** Seals private keys, each for its `kid`: the first of its secrets seals, each of them opens. */
export class KeySealer extends Seal {
  constructor(present: string, ...before: readonly string[]) {
    super([sealingKeyOf(present), ...before.map(sealingKeyOf)]);
  }
}
