import { type Sealed } from '@secureconnect/platform';
import { type PublicJwk } from './make-signing-key';

/** A signing key as PostgreSQL has it, its times told from the moment it was read, by PostgreSQL's clock. */
export interface StoredSigningKey extends Sealed {
  readonly kid: string;
  readonly jwk: PublicJwk;
  readonly signsInMs: number;
  readonly endsInMs: number;
  readonly madeMsAgo: number;
  readonly signsFrom: Date;
  readonly signsUntil: Date;
  readonly publishedUntil: Date;
}

/** Where a key stands: published and not used yet, signing, or kept for what it has signed. */
export type SigningKeyState = 'next' | 'current' | 'retired';

/** Told by its times alone, so that nobody has to be there when it changes. */
export function stateOf({ signsInMs, endsInMs }: StoredSigningKey): SigningKeyState {
  if (signsInMs > 0) return 'next';
  return endsInMs > 0 ? 'current' : 'retired';
}
