import { type SealingKeys } from '@secureconnect/platform';
import { type MemoryTierBounds } from '@secureconnect/resilience';

/** How sessions live and what they are sealed with. */
export interface SessionStoreOptions {
  /** The first seals and signs; each of them opens and verifies. */
  readonly keys: SealingKeys;
  /** Whoever begins one more ends the oldest. */
  readonly mostPerUser: number;
  /** A session is active for so long after it was last used. */
  readonly activeMs: number;
  /** A refresh token is good for so long. */
  readonly lifeMs: number;
  /** For so long the token before the current one gives the same child again. */
  readonly graceMs: number;
  /** PostgreSQL is told at most this often that a session was used. */
  readonly touchEveryMs: number;
  /** Use is noted in steps of this, so that most requests write nothing. */
  readonly touchStepMs: number;
  /** Ended sessions are kept for so long, then forgotten. */
  readonly keepEndedMs: number;
  /** Live sessions in the memory of this process. */
  readonly memory: MemoryTierBounds;
  /** Sessions known here to have ended; beyond them PostgreSQL is asked. */
  readonly memoryOfEnded: MemoryTierBounds;
}

const [second, minute, day] = [1_000, 60_000, 86_400_000];

/** What holds unless an application says otherwise; the bounds of live sessions are those of the fallback caches. */
export const defaultSessionStoreOptions: Omit<SessionStoreOptions, 'keys'> = {
  mostPerUser: 10,
  activeMs: 15 * minute,
  lifeMs: 7 * day,
  graceMs: 10 * second,
  touchEveryMs: minute,
  touchStepMs: 5 * second,
  keepEndedMs: 7 * day,
  memory: { maxEntries: 1_000, maxBytes: 400_000 },
  memoryOfEnded: { maxEntries: 20_000, maxBytes: 8 * 1024 * 1024 },
};

/** The token of the options. */
export const SESSION_STORE = Symbol('session-store:options');
