import { Injectable } from '@nestjs/common';
import { networkOf, RecentEntries } from '@secureconnect/platform';
import { TooManyAttemptsError } from './too-many-attempts.error';

const most = 10;
const windowMs = 60_000;
const mostNetworks = 10_000;

interface Attempts {
  readonly since: number;
  readonly count: number;
}

/** Counts attempts to sign in by network, in memory: operators come in an outage, when nothing else may be there. */
@Injectable()
export class SignInAttempts {
  private readonly recent = new RecentEntries<Attempts>(mostNetworks);

  /** Counts one; throws where there were too many within the last minute. */
  count(address: string): void {
    const network = networkOf(address);
    const now = performance.now();
    const before = this.recent.get(network);
    const isFresh = before !== undefined && now - before.since < windowMs;
    const attempts = isFresh ? before : { since: now, count: 0 };
    if (attempts.count >= most)
      throw new TooManyAttemptsError(Math.ceil((attempts.since + windowMs - now) / 1_000));
    this.recent.set(network, { since: attempts.since, count: attempts.count + 1 });
  }

  /** Who has shown the token is no guesser. */
  forget(address: string): void {
    this.recent.delete(networkOf(address));
  }
}
