import { hkdfSync } from 'node:crypto';
import { type SealingKey, type SealingKeys } from './seal';

/** What a service seals and signs with: each use has keys of its own, so that none of them says anything of another's. */
export class DerivedKeys {
  private readonly secrets: readonly string[];

  /** The present secret, and those before it whose work still counts. */
  constructor(
    private readonly service: string,
    present: string,
    ...before: readonly string[]
  ) {
    this.secrets = [present, ...before];
  }

  /** The keys of one use: the first seals and signs, each of them opens and verifies. */
  keysFor(label: string): SealingKeys {
    const [present, ...before] = this.secrets.map((secret) => ({
      id: this.derived(secret, `name of ${label}`, 8).toString('hex'),
      key: this.derived(secret, `key of ${label}`, 32),
    }));
    return [present as SealingKey, ...before];
  }

  private derived(secret: string, info: string, bytes: number): Buffer {
    return Buffer.from(hkdfSync('sha256', secret, '', `${this.service}: ${info}`, bytes));
  }
}
