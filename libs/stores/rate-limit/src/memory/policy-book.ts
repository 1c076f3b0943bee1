import { type RatePolicy } from '../rate-policy';
import { RatePolicyError } from '../rate-policy.error';
import { CountedPolicy } from './counted-policy';

/** Who makes a new object for every request must not fill memory with them. */
const mostObjects = 10_000;

/** Every limit this process has met, each under one name. */
export class PolicyBook {
  private readonly known = new Map<RatePolicy, CountedPolicy>();
  /** Who asks mostly asks again under the same limit. */
  private last: CountedPolicy | undefined;
  private lastPolicy: RatePolicy | undefined;
  private readonly named = new Map<string, CountedPolicy>();

  /** The counted form of a policy; the same numbers under the same name are the same policy. */
  of(policy: RatePolicy): CountedPolicy {
    if (policy === this.lastPolicy) return this.last as CountedPolicy;
    this.last = this.known.get(policy) ?? this.enter(policy);
    this.lastPolicy = policy;
    return this.last;
  }

  /** Undefined where nobody has declared or asked for it yet. */
  byName(name: string): CountedPolicy | undefined {
    return this.named.get(name);
  }

  get all(): Iterable<CountedPolicy> {
    return this.named.values();
  }

  private enter(policy: RatePolicy): CountedPolicy {
    const counted = new CountedPolicy(policy);
    const held = this.named.get(policy.name);
    if (held && (held.intervalMs !== counted.intervalMs || held.boundMs !== counted.boundMs))
      throw new RatePolicyError(`${policy.name} is the name of two limits`);
    const entered = held ?? counted;
    this.named.set(policy.name, entered);
    if (this.known.size === mostObjects) this.known.clear();
    this.known.set(policy, entered);
    return entered;
  }
}
