import { type RateCheck, type RateDecision } from '../rate-limit.store';
import { type Court, judge, type WeighedChecks } from '../verdict';
import { type CountedPolicy, toleranceMs } from './counted-policy';
import { type DebtTable, nowhere } from './debt-table';
import { type PolicyBook } from './policy-book';

/** By how many a limit is shared, and since when by the limiter's clock. */
export interface LimitShare extends Court {
  readonly since: number;
  /** Others may still give out the whole limit: of the burst only what all blind ones together may be too many. */
  readonly isBlind?: boolean;
}

/** All together may admit so much more than a limit while they do not know of each other: the bar is 1.10. */
const blindPart = 0.1;

/** For whoever has no others beside it. */
export const wholeLimit: LimitShare = { tier: 'memory', isDegraded: false, instances: 1, since: -Infinity };

/** Memory refuses on its own what Redis would refuse too. */
const foreseen: Court = { tier: 'memory', isDegraded: false, instances: 1 };
const foreseenBy = (sharers: number): Court =>
  sharers === 1 ? foreseen : { ...foreseen, instances: sharers };

/**
 * Admitting ahead, all instances together take no more of what is left of a burst than this part of it, before Redis
 * hears of it; where that is less than so many requests, it is not worth the blur.
 */
const aheadPart = 1 / 16;
const leastAhead = 4;

const wholeInRedis: Court = { tier: 'redis', isDegraded: false, instances: 1 };
/** Redis has decided, of a limit that it shares with who counts apart. */
export const inRedis = (sharers: number): Court =>
  sharers === 1 ? wholeInRedis : { ...wholeInRedis, instances: sharers };

/** One check that Redis was asked for alone. */
export interface SentCheck {
  readonly checks: readonly RateCheck[];
  readonly counted: CountedPolicy;
  readonly askedAt: number;
  /** By how many the limit was divided when it was sent. */
  readonly sharers: number;
}

/** The checks being judged, used anew by every request: nothing waits in between. */
class Scratch implements WeighedChecks {
  checks: readonly RateCheck[] = [];
  readonly counted: CountedPolicy[] = [];
  readonly debts: number[] = [];
  readonly untold: number[] = [];
  readonly places: number[] = [];
  /** How much of each debt stands for what others may have given away. */
  readonly unseen: number[] = [];
}

/** Decides from memory, at once: GCRA over a bounded table of debts. */
export class MemoryLimiter {
  private readonly scratch = new Scratch();

  constructor(
    readonly book: PolicyBook,
    readonly table: DebtTable,
    readonly now: () => number = () => performance.now(),
  ) {}

  /**
   * Takes all checks or none. Debts are in ms whatever the share: where n share, a request makes n times the debt under
   * the same bound, so each has its part of what is left of the burst, and of the rate.
   */
  admit(checks: readonly RateCheck[], share: LimitShare = wholeLimit): RateDecision {
    const now = this.now();
    const { scratch } = this;
    scratch.checks = checks;
    for (let at = 0; at < checks.length; at += 1) this.weigh(checks[at] as RateCheck, at, share, now);
    const verdict = judge(scratch, share);
    if (verdict.isAllowed)
      for (let at = 0; at < checks.length; at += 1) this.owe(checks[at] as RateCheck, at, share, now);
    return verdict;
  }

  /** What is known of the checks' subjects, until the next question. */
  known(checks: readonly RateCheck[]): WeighedChecks {
    const now = this.now();
    const { scratch } = this;
    scratch.checks = checks;
    for (let at = 0; at < checks.length; at += 1) {
      const { policy, subject } = checks[at] as RateCheck;
      const counted = this.book.of(policy);
      scratch.counted[at] = counted;
      scratch.debts[at] = this.debtOf(counted, subject, now);
      scratch.untold[at] = counted.untold.get(subject) ?? 0;
    }
    return scratch;
  }

  /** The refusal of whoever is over a limit by what is known; undefined where Redis is to be asked. */
  refusal(known: WeighedChecks, sharers = 1): RateDecision | undefined {
    for (let at = 0; at < known.checks.length; at += 1) {
      const counted = known.counted[at] as CountedPolicy;
      const cost = counted.debtOf((known.checks[at] as RateCheck).cost, sharers);
      const debt = known.debts[at] as number;
      if (debt + cost - counted.boundFor(cost) > toleranceMs && !counted.policy.isShadow)
        return judge(known, foreseenBy(sharers));
    }
    return undefined;
  }

  /**
   * Admits where memory knows of so much room that every instance may do so at once, and Redis need only be told of it
   * soon; undefined where Redis is to be asked.
   */
  ahead(known: WeighedChecks, instances: number): RateDecision | undefined {
    const { scratch } = this;
    for (let at = 0; at < known.checks.length; at += 1)
      if (!this.hasRoomAhead(at, instances)) return undefined;
    const now = this.now();
    const verdict = judge(scratch, foreseen);
    for (let at = 0; at < scratch.checks.length; at += 1) {
      const { subject, cost } = scratch.checks[at] as RateCheck;
      const counted = scratch.counted[at] as CountedPolicy;
      // Another check of the same request may have been given its place; then it is found anew, or counted by Redis alone.
      this.table.set(this.table.place(counted, subject, now, 1), now + (scratch.debts[at] as number));
      counted.untold.set(subject, (scratch.untold[at] as number) + counted.debtOf(cost, 1));
    }
    return verdict;
  }

  /** Judges a request of one check by what Redis says of its debt, and remembers that from when it was asked for. */
  settle({ checks, counted, askedAt, sharers }: SentCheck, debt: number): RateDecision {
    const { scratch } = this;
    scratch.checks = checks;
    scratch.counted[0] = counted;
    scratch.debts[0] = debt;
    const verdict = judge(scratch, inRedis(sharers));
    this.learn(counted, (checks[0] as RateCheck).subject, askedAt + (scratch.debts[0] as number));
    return verdict;
  }

  /** The debt this process knows of, never more than the bound. */
  debtOf(counted: CountedPolicy, subject: string, now: number): number {
    const debt = this.table.at(this.table.find(counted, subject)) - now;
    return debt > 0 ? Math.min(debt, counted.boundMs) : 0;
  }

  /** Whoever had this debt has none, and Redis is not told of what was admitted ahead. */
  forget(counted: CountedPolicy, subject: string): void {
    counted.untold.delete(subject);
    this.table.forget(counted, subject);
  }

  /** Remembers what Redis or another instance says; who finds no place is not remembered. */
  learn(counted: CountedPolicy, subject: string, restAt: number): void {
    const now = this.now();
    if (restAt <= now) return;
    const place = this.table.place(counted, subject, now, 1);
    if (place !== nowhere) this.table.learn(place, Math.min(restAt, now + counted.boundMs));
  }

  private hasRoomAhead(at: number, instances: number): boolean {
    const { checks, counted, debts, untold } = this.scratch;
    const { subject, cost } = checks[at] as RateCheck;
    const policy = counted[at] as CountedPolicy;
    const mine = untold[at] as number;
    const room = ((policy.boundMs - (debts[at] as number) + mine) * aheadPart) / instances;
    if (room < leastAhead * policy.intervalMs || mine + policy.debtOf(cost, 1) > room) return false;
    return this.table.place(policy, subject, this.now(), 1) !== nowhere;
  }

  private weigh({ policy, subject }: RateCheck, at: number, share: LimitShare, now: number): void {
    const { scratch, table } = this;
    const counted = this.book.of(policy);
    const place = table.place(counted, subject, now, share.instances);
    const restAt = place === nowhere ? counted.crowdRestAt : table.at(place);
    scratch.counted[at] = counted;
    scratch.places[at] = place;
    const unseen = (scratch.unseen[at] = share.isBlind ? unseenBy(counted, share, now) : 0);
    scratch.debts[at] = Math.max(0, restAt - now, lacking(counted, share, now)) + unseen;
  }

  private owe({ subject }: RateCheck, at: number, share: LimitShare, now: number): void {
    const { scratch, table } = this;
    const counted = scratch.counted[at] as CountedPolicy;
    const restAt = now + (scratch.debts[at] as number) - (scratch.unseen[at] as number);
    let place = scratch.places[at] as number;
    // Another check of the same request may have been given its place, for it owed nothing yet.
    if (scratch.checks.length > 1 && place !== nowhere && !table.holds(place, counted, subject))
      place = table.place(counted, subject, now, share.instances);
    if (place === nowhere) return void (counted.crowdRestAt = restAt);
    table.set(place, restAt);
    if (share.isDegraded) table.mark(place);
  }
}

/** Where a part of the burst is less than one request, the rest of that has to come with time. */
function lacking(
  { intervalMs, boundMs }: CountedPolicy,
  { instances, since }: LimitShare,
  now: number,
): number {
  const missing = intervalMs * instances - boundMs;
  return missing > 0 ? since + missing - now : 0;
}

/** What others may have given away of a part that is not one's own yet; less with time, which brings everybody's rate. */
const unseenBy = ({ boundMs }: CountedPolicy, { since }: LimitShare, now: number): number =>
  Math.max(0, since + boundMs * (1 - blindPart) - now);
