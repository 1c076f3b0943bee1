import { type Session } from '@secureconnect/session-store';
import { type Account } from '../accounts/account';
import { RecentLoginNeededError } from '../accounts/recent-login-needed.error';

/** Whoever shows this refresh token may be another one than whom it was given. */
export class SuspectRefreshError extends RecentLoginNeededError {
  constructor(
    readonly account: Account,
    readonly session: Session,
  ) {
    super('');
  }
}
