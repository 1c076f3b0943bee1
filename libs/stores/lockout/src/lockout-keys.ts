import { createHmac } from 'node:crypto';
import { networkOf } from '@secureconnect/platform';
import { type HashingKey } from './lockout.options';
import { type Attempt } from './lockout.store';

/** Half of a SHA-256: as hard to meet by chance, half as long in every index. */
const hashBytes = 16;

/** Who tries what, as PostgreSQL gets to see it: with each key, that of the present key first. */
export interface AttemptKeys {
  readonly accounts: readonly Buffer[];
  readonly addresses: readonly Buffer[];
  /** Empty where the device is not known. */
  readonly devices: readonly Buffer[];
}

/** Hashes what names accounts, addresses and devices, so that nobody who reads the tables has a list of them. */
export class LockoutKeys {
  constructor(private readonly keys: readonly HashingKey[]) {
    if (keys.length === 0) throw new Error('The lockout store needs a key to hash with');
  }

  of({ account, address, knownDevice }: Attempt): AttemptKeys {
    return {
      accounts: this.ofAccount(account),
      addresses: this.hashed('address', networkOf(address)),
      devices: knownDevice === undefined ? [] : this.hashed('device', account, knownDevice),
    };
  }

  ofAccount(account: string): readonly Buffer[] {
    return this.hashed('account', account);
  }

  ofAllowance(name: string, key: string): readonly Buffer[] {
    return this.hashed('allowance', name, key);
  }

  /** As JSON, for no two lists of words to look alike. */
  private hashed(...words: readonly string[]): Buffer[] {
    const text = JSON.stringify(words);
    return this.keys.map(({ key }) => createHmac('sha256', key).update(text).digest().subarray(0, hashBytes));
  }
}

/** The order in which everybody takes the locks of what is counted: addresses, then accounts, so that no two can wait for each other. */
export function turnsOf(...kinds: readonly (readonly Buffer[])[]): string[] {
  return kinds.flatMap((keys) => keys.map((key) => key.toString('hex')).sort());
}
