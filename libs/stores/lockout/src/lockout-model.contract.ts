import { type Attempt } from './lockout.store';

interface Failure extends Attempt {
  readonly at: number;
}

interface Lock {
  readonly since: number;
  readonly until: number;
  readonly times: number;
}

const [limit, windowMinutes, lockMinutes, dayMinutes, addressLimit] = [5, 15, 15, 1_440, 50];

/** The rules of attempts as one would tell them, in minutes: what every real answer is held against. */
export class LockoutModel {
  private now = 0;
  private failures: Failure[] = [];
  private readonly locks = new Map<string, Lock>();

  later(minutes: number): void {
    this.now += minutes;
  }

  guess(attempt: Attempt): string | undefined {
    const forbidden = this.refuses(attempt);
    if (forbidden) return forbidden;
    this.failures.push({ ...attempt, at: this.now });
    const counted = this.counted(attempt);
    if (counted.length >= limit) this.lock(attempt, counted);
    return undefined;
  }

  login(attempt: Attempt): string | undefined {
    const forbidden = this.refuses(attempt);
    if (forbidden) return forbidden;
    this.failures = this.failures.filter((each) => !isFromThere(each, attempt));
    this.locks.delete(attempt.knownDevice ? ownLock(attempt) : pairLock(attempt));
    return undefined;
  }

  unlock(account: string): boolean {
    this.failures = this.failures.filter((each) => each.account !== account);
    const all = [...this.locks].filter(([name]) => name.endsWith(` of ${account}`));
    for (const [name] of all) this.locks.delete(name);
    return all.some(([, { until }]) => until > this.now);
  }

  isLocked(account: string): boolean {
    return this.untilOf(ownLock({ account, address: '' })) > this.now;
  }

  /** Whoever tries what is locked has failed once more as far as her address is concerned, and nobody else's. */
  private refuses(attempt: Attempt): string | undefined {
    const forbidden = this.forbids(attempt);
    if (forbidden === undefined || forbidden === 'address') return forbidden;
    if (this.isStopped(attempt)) return 'address';
    this.failures.push({ account: 'nobody', address: attempt.address, at: this.now });
    return forbidden;
  }

  private isStopped({ address }: Attempt): boolean {
    return this.recent().filter((each) => each.address === address).length >= addressLimit;
  }

  private forbids(attempt: Attempt): string | undefined {
    if (attempt.knownDevice) return this.untilOf(ownLock(attempt)) > this.now ? 'device' : undefined;
    if (this.isStopped(attempt)) return 'address';
    const [account, pair] = [this.untilOf(ownLock(attempt)), this.untilOf(pairLock(attempt))];
    if (Math.max(account, pair) <= this.now) return undefined;
    return pair > account ? 'pair' : 'account';
  }

  private lock(attempt: Attempt, counted: readonly Failure[]): void {
    this.place(ownLock(attempt), 1);
    if (attempt.knownDevice) return;
    for (const name of new Set(counted.map(pairLock))) {
      const before = this.locks.get(name);
      this.place(name, before && before.until > this.now - dayMinutes ? before.times + 1 : 1);
    }
  }

  private place(name: string, times: number): void {
    const until = this.now + Math.min(dayMinutes, lockMinutes * 2 ** (times - 1));
    this.locks.set(name, { since: this.now, until: Math.max(until, this.untilOf(name)), times });
  }

  private counted(attempt: Attempt): Failure[] {
    const since = this.locks.get(ownLock(attempt))?.since ?? -1;
    return this.recent().filter((each) => each.at > since && ownLock(each) === ownLock(attempt));
  }

  private recent = (): Failure[] => this.failures.filter(({ at }) => at > this.now - windowMinutes);
  private untilOf = (name: string): number => this.locks.get(name)?.until ?? -1;
}

const pairLock = ({ account, address }: Attempt): string => `${address} of ${account}`;
const ownLock = ({ account, knownDevice }: Attempt): string =>
  knownDevice ? `device ${knownDevice} of ${account}` : `account of ${account}`;
const isFromThere = (each: Attempt, attempt: Attempt): boolean =>
  each.account === attempt.account &&
  each.knownDevice === attempt.knownDevice &&
  (attempt.knownDevice !== undefined || each.address === attempt.address);
