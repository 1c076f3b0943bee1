import { type CountedPolicy, type DecidingTier, toleranceMs } from './memory/counted-policy';
import { type RatePolicy } from './rate-policy';
import { type RateCheck, type RateDecision } from './rate-limit.store';

/** Checks with what each subject owes in ms; where they are taken, what it owes afterwards. */
export interface WeighedChecks {
  readonly checks: readonly RateCheck[];
  readonly counted: readonly CountedPolicy[];
  readonly debts: number[];
  /** How much of each debt Redis was not told of. */
  readonly untold: readonly number[];
}

/** By whom a request is judged, and by how many the limits are shared. */
export interface Court {
  readonly tier: DecidingTier;
  readonly isDegraded: boolean;
  readonly instances: number;
}

/** A decision as it forms. A class, and no closure: this is on the path of every request. */
export class Verdict implements RateDecision {
  isAllowed = true;
  policy!: RatePolicy;
  remaining = Infinity;
  resetMs = 0;
  retryAfterMs = 0;

  constructor(readonly isDegraded: boolean) {}

  /** Of several that refuse, the one that does so for longest is told of. */
  refuse(counted: CountedPolicy, debt: number, wait: number, room: number): void {
    this.isAllowed = false;
    if (wait <= this.retryAfterMs) return;
    this.retryAfterMs = wait;
    this.tell(counted.policy, debt, room);
  }

  /** Of several that admit, the one that has the least left; a shadow only where there is no other. */
  admit(counted: CountedPolicy, debt: number, room: number): void {
    const isFirst = this.policy === undefined || (this.policy.isShadow && !counted.policy.isShadow);
    const isNearer = room < this.remaining && (!counted.policy.isShadow || this.policy?.isShadow === true);
    if (isFirst || isNearer) this.tell(counted.policy, debt, room);
  }

  private tell(policy: RatePolicy, debt: number, room: number): void {
    this.policy = policy;
    this.remaining = room > 0 ? room : 0;
    this.resetMs = debt;
  }
}

/** Weighs every check and then, if none refuses, takes them all: debts grow by what was taken. */
export function judge(weighed: WeighedChecks, court: Court): Verdict {
  const verdict = new Verdict(court.isDegraded);
  const { length } = weighed.checks;
  for (let at = 0; at < length; at += 1) weigh(weighed, at, court, verdict);
  if (verdict.isAllowed) for (let at = 0; at < length; at += 1) take(weighed, at, court, verdict);
  return verdict;
}

function weigh({ checks, counted, debts }: WeighedChecks, at: number, court: Court, verdict: Verdict): void {
  const one = counted[at] as CountedPolicy;
  if (one.policy.isShadow) return;
  const debt = debts[at] as number;
  const cost = one.debtOf((checks[at] as RateCheck).cost, court.instances);
  const bound = one.boundFor(cost);
  const wait = debt + cost - bound;
  if (wait <= toleranceMs) return;
  one.outcomes[court.tier].refused += 1;
  verdict.refuse(one, debt, wait, one.room(debt, bound, court.instances));
}

function take({ checks, counted, debts }: WeighedChecks, at: number, court: Court, verdict: Verdict): void {
  const one = counted[at] as CountedPolicy;
  const cost = one.debtOf((checks[at] as RateCheck).cost, court.instances);
  const bound = one.boundFor(cost);
  let debt = debts[at] as number;
  const outcomes = one.outcomes[court.tier];
  if (debt + cost - bound <= toleranceMs) {
    outcomes.allowed += 1;
    debts[at] = debt += cost;
  } else outcomes.shadowed += 1;
  verdict.admit(one, debt, one.room(debt, bound, court.instances));
}
