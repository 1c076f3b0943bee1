import { type RateCheck, type RatePolicy } from '@secureconnect/rate-limit-store';

/** Who a request is counted for. */
export interface LimitedRequest {
  /** The network of its client. */
  readonly network: string;
  /** The name of the key it showed. */
  readonly keyName: string | undefined;
  readonly userId: string | undefined;
}

/** The policies of one line of the table of routes. */
export class RouteLimits {
  constructor(
    private readonly byAddress: readonly RatePolicy[],
    private readonly byUser: readonly RatePolicy[],
    private readonly byKey: readonly RatePolicy[],
  ) {}

  /** What is asked of the store, in one call. */
  checksFor({ network, keyName, userId }: LimitedRequest): RateCheck[] {
    const checks: RateCheck[] = [];
    if (keyName === undefined) for (const policy of this.byAddress) checks.push({ policy, subject: network });
    else for (const policy of this.byKey) checks.push({ policy, subject: keyName });
    if (userId !== undefined) for (const policy of this.byUser) checks.push({ policy, subject: userId });
    return checks;
  }
}
