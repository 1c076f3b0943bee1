import { type Caller } from '@secureconnect/identity';
import { type Transaction } from '@secureconnect/platform';
import { type Challenge } from './challenges';

/** What a login answers once nothing is missing. */
export interface LoginAnswer {
  readonly user: object;
  readonly access_token: string;
  readonly refresh_token: string;
  readonly session_id: string | null;
  readonly token_type: 'Bearer';
  readonly expires_in: number;
  readonly mode: 'normal' | 'degraded';
}

/** What login does once a code was right; login itself is behind it. */
export abstract class StepUpCompletion {
  /**
   * Goes on with a login that waited, in the transaction that uses the code up. The account is locked FOR SHARE and
   * neither gone nor disabled; whether its password is still the one that was shown, login must look.
   */
  abstract complete(
    challenge: Challenge,
    methods: readonly string[],
    within: Transaction,
  ): Promise<LoginAnswer>;

  /** Notes that whoever uses this session has shown a second factor now. */
  abstract raise(sessionId: string, methods: readonly string[], within: Transaction): Promise<void>;

  /** Has this session forget that a second factor was shown, and ends the others; the account is locked. */
  abstract lower(caller: Caller, within: Transaction): Promise<void>;
}
