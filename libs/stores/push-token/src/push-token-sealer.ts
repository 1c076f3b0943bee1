import { createHash } from 'node:crypto';
import { Seal, type Sealed, type SealingKeys } from '@secureconnect/platform';
import { type PushTarget } from './push-token.store';

/** What a target is looked up by; plain, for an address is nothing anybody could guess. */
export const addressHashOf = ({ provider, address }: PushTarget): Buffer =>
  createHash('sha256').update(`${provider} ${address}`).digest();

/** Keeps what wakes a device unreadable for whoever reads the record. */
export class PushTokenSealer {
  private readonly inner: Seal;

  constructor(keys: SealingKeys) {
    this.inner = new Seal(keys);
  }

  seal(target: PushTarget, userId: string, deviceId: string): Sealed {
    return this.inner.seal(JSON.stringify(target), placeOf(userId, deviceId));
  }

  /** Undefined where it was changed, is another device's, or was sealed with a secret that is gone. */
  open(sealed: Sealed, userId: string, deviceId: string): PushTarget | undefined {
    const opened = this.inner.attempt(sealed, placeOf(userId, deviceId));
    return opened && (JSON.parse(opened.toString()) as PushTarget);
  }
}

const placeOf = (userId: string, deviceId: string): string => `push token ${userId} ${deviceId}`;
