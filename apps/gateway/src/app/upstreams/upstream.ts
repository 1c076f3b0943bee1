import { CircuitBreaker } from '@secureconnect/resilience';
import { createHash } from 'node:crypto';
import { FairShares } from './fair-shares';
import { RetryBudget } from './retry-budget';
import { UpstreamInstance } from './upstream-instance';
import { type UpstreamValues } from './upstream.settings';

/** How one request to an upstream ended. */
export type UpstreamOutcome =
  'answered' | 'unreachable' | 'late' | 'cut' | 'resting' | 'busy' | 'over_share' | 'abandoned';

/** Every outcome there is; those of which none was seen yet are shown too. */
export const upstreamOutcomes: readonly UpstreamOutcome[] = [
  'answered', 'unreachable', 'late', 'cut', 'resting', 'busy', 'over_share', 'abandoned',
]; // prettier-ignore

/** Opens soon and looks again soon: in between nobody waits for a service that is gone. */
const breakerOptions = { failureThreshold: 5, recoveryTimeoutMs: 1_000, monitoringPeriodMs: 30_000 };

/** Who looks a moment later must still see that the service was full. */
const busyMs = 10_000;

/** One service behind the gateway: its instances, and what protects it from us and us from it. */
export class Upstream {
  readonly instances: readonly UpstreamInstance[];
  readonly breaker: CircuitBreaker;
  readonly retries = new RetryBudget();
  readonly outcomes = new Map<UpstreamOutcome, number>();
  private readonly places: FairShares;
  private fullAt = -Infinity;
  private wasAsked = false;

  constructor(
    readonly name: string,
    addresses: readonly string[],
    bounds: Pick<UpstreamValues, 'UPSTREAM_MAX_REQUESTS' | 'CLIENT_SHARE_PERCENT'>,
  ) {
    this.places = new FairShares(bounds.UPSTREAM_MAX_REQUESTS, bounds.CLIENT_SHARE_PERCENT);
    this.instances = addresses.map((address) => new UpstreamInstance(address));
    this.breaker = new CircuitBreaker(name, breakerOptions);
    for (const { health } of this.instances) {
      health.onReady = () => this.breaker.recovered();
      health.onStillReady = () => this.tryUnlessAsked();
    }
  }

  get inFlight(): number {
    return this.places.inUse;
  }

  /** Whether somebody was refused lately because no place was left. */
  get isBusy(): boolean {
    return performance.now() - this.fullAt < busyMs;
  }

  /** Takes a place for a request, or says why there is none; whoever has one must `leave` by the same names. */
  enter(holder?: string, userId?: string): 'entered' | 'busy' | 'over_share' | 'resting' {
    this.wasAsked = true;
    const taken = this.places.take(1, holder, userId);
    if (taken === 'over_share') return this.refused('over_share');
    if (taken === 'full') {
      this.fullAt = performance.now();
      return this.refused('busy');
    }
    if (!this.breaker.admit()) {
      this.places.giveBack(1, holder, userId);
      return this.refused('resting');
    }
    this.retries.request();
    return 'entered';
  }

  /** Gives the place back, and says how it went. */
  leave(outcome: UpstreamOutcome, holder?: string, userId?: string): void {
    this.places.giveBack(1, holder, userId);
    this.count(outcome);
    if (outcome === 'answered') this.breaker.succeed();
    else if (outcome === 'abandoned' || this.hasOthers) this.breaker.withdraw();
    else this.breaker.fail();
  }

  /**
   * The instance that a request should go to: of two drawn at random the less busy, of those that are well; where none
   * is, of all of them. What is sticky always goes to the same one, for as long as that is well.
   */
  choose(stickyBy?: string, butNot?: UpstreamInstance): UpstreamInstance | undefined {
    if (this.instances.length === 1) return this.instances[0];
    const well = this.instances.filter((each) => each !== butNot && each.health.isWell);
    const among = well.length > 0 ? well : this.instances;
    return stickyBy === undefined ? lessBusyOf(among) : rendezvous(among, stickyBy);
  }

  /** One of several instances failed and another is well: that is no fault of the service. */
  private get hasOthers(): boolean {
    return this.instances.length > 1 && this.instances.some(({ health }) => health.isWell);
  }

  /** Where nobody asks any more, what an instance says of itself is the trial: else its breaker would be open all night. */
  private tryUnlessAsked(): void {
    const { breaker, wasAsked } = this;
    this.wasAsked = false;
    if (!wasAsked && breaker.state !== 'closed' && breaker.admit()) breaker.succeed();
  }

  private refused<Why extends 'busy' | 'over_share' | 'resting'>(why: Why): Why {
    this.count(why);
    return why;
  }

  private count(outcome: UpstreamOutcome): void {
    this.outcomes.set(outcome, (this.outcomes.get(outcome) ?? 0) + 1);
  }
}

const drawn = <T>(among: readonly T[]): T => among[Math.floor(Math.random() * among.length)] as T;

function lessBusyOf(among: readonly UpstreamInstance[]): UpstreamInstance {
  const [one, other] = [drawn(among), drawn(among)];
  return one.inFlight <= other.inFlight ? one : other;
}

/** The highest of the scores of all instances: one that comes or goes moves only what is its own. */
function rendezvous(among: readonly UpstreamInstance[], key: string): UpstreamInstance {
  const scored = among.map((instance) => ({ instance, score: scoreOf(instance.origin.origin, key) }));
  return scored.reduce((best, each) => (each.score > best.score ? each : best)).instance;
}

const scoreOf = (origin: string, key: string): string =>
  createHash('sha256').update(`${origin} ${key}`).digest('hex');
