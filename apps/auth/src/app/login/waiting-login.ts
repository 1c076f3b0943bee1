import { type SessionDevice } from '@secureconnect/session-store';
import { type ChallengeContext } from '../mfa/challenges';
import { type Risk } from '../risk/assess-risk';
import { type Sighting } from '../risk/sighting';
import { type Entry } from './open-session';

/** What a login knows that waits for a code. */
export interface WaitingLogin {
  readonly seen: Sighting;
  readonly device: SessionDevice;
  readonly risk: Risk;
  /** Of the password that was shown: when it was chosen, ms since the epoch. */
  readonly passwordChangedAt: number;
}

/** What is kept of a login while it waits. */
export const contextOf = ({ account, seen, device, risk }: Entry): ChallengeContext => {
  const waiting: WaitingLogin = {
    seen,
    device,
    risk,
    passwordChangedAt: account.passwordChangedAt.getTime(),
  };
  return { ...waiting };
};

/** The login that was kept. */
export const waitingLoginOf = (context: ChallengeContext): WaitingLogin => context as unknown as WaitingLogin;
