import { type Session } from '../session.store';

/** A session with what its holders must know of it besides. */
export interface KnownSession {
  readonly session: Session;
  readonly version: number;
  /** Of its current refresh token. */
  readonly tokenHash: Buffer;
}

/** Why a session ended before its time. */
export const endings = ['ended', 'all_ended', 'limit', 'reuse'] as const;

/** One of them. */
export type Ending = (typeof endings)[number];
