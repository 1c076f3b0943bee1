import { Inject, Injectable } from '@nestjs/common';
import { SETTINGS } from '@secureconnect/platform';
import { type LimitedBy, type RatePolicy } from '@secureconnect/rate-limit-store';
import { type LimitClass, limitClasses, type LimitClassName } from './limit-classes';
import { type LimitValues, limitVariable } from './limit.settings';
import { type Limit } from './limit-text';
import { RouteLimits } from './route-limits';

const by: Readonly<Record<keyof LimitClass, LimitedBy>> = {
  address: 'address',
  user: 'user',
  key: 'api_key',
};

/** The token of all limits that hold. */
export const RATE_POLICIES = Symbol('gateway:rate-policies');

/** The limits that hold, as the code says and the environment overrides. */
@Injectable()
export class RatePolicies {
  private readonly policies = new Map<string, RatePolicy>();

  constructor(@Inject(SETTINGS) values: LimitValues) {
    if (!values.RATE_LIMIT_ENABLED) return;
    for (const [name, kinds] of Object.entries(limitClasses))
      for (const kind of Object.keys(kinds) as (keyof LimitClass)[]) {
        const limit = values[limitVariable(name, kind)] as Limit | undefined;
        const full = `${name}_${kind}`;
        if (limit) this.policies.set(full, { name: full, by: by[kind], ...limit });
      }
  }

  /** All that hold, by name. */
  get all(): readonly RatePolicy[] {
    return [...this.policies.values()];
  }

  /** What is asked for a route of these classes. */
  limitsOf(classes: readonly LimitClassName[]): RouteLimits {
    return new RouteLimits(
      this.pick(classes, 'address'),
      this.pick(classes, 'user'),
      this.pick(classes, 'key'),
    );
  }

  private pick(classes: readonly LimitClassName[], kind: keyof LimitClass): RatePolicy[] {
    return classes.flatMap((name) => this.policies.get(`${name}_${kind}`) ?? []);
  }
}
