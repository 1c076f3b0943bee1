import { type KeyRing } from './key-ring';

/** A public key that verifies ES256; the same object for as long as the key is accepted. */
export type TokenKey = NonNullable<ReturnType<KeyRing['find']>>;

/** Which keys' tokens are accepted at present; nothing in a token can add one. */
export abstract class TokenKeys {
  /** From memory alone, where memory can say; undefined: ask. */
  known(_kid: string): TokenKey | undefined {
    return undefined;
  }

  /** Undefined where no key has this id (any more); rejects where nobody can say (503). */
  abstract find(kid: string): Promise<TokenKey | undefined>;
}
