import { Inject, Injectable } from '@nestjs/common';
import { type ErrorCode } from '@secureconnect/contracts';
import { ProblemError, SETTINGS, toProblem } from '@secureconnect/platform';
import { RateLimitStore, type RateDecision } from '@secureconnect/rate-limit-store';
import { EdgeAuthenticator } from '../edge/edge-authenticator';
import { ApiKeys } from '../limits/api-keys';
import { type LimitValues } from '../limits/limit.settings';
import { RatePolicies } from '../limits/rate-policies';
import { type RouteLimits } from '../limits/route-limits';
import { type Exchange } from '../proxy/exchange';
import { type RouteLine } from '../routes/route-line';
import { bearerOf } from './bearer-token';

/** What is done with a request that may come in. */
export type Admitted = (exchange: Exchange, line: RouteLine) => void;

/** Lets a request in or refuses it: who asks, and how often that may be. What memory can tell takes no turn of the loop. */
@Injectable()
export class Admission {
  private readonly keys: ApiKeys;
  /** What an address may ask with tokens that nobody has seen before: verifying one costs more than refusing it. */
  private readonly newTokens: RouteLimits;

  constructor(
    private readonly authenticator: EdgeAuthenticator,
    private readonly limiter: RateLimitStore,
    policies: RatePolicies,
    @Inject(SETTINGS) { API_KEYS }: LimitValues,
  ) {
    this.keys = new ApiKeys(API_KEYS);
    this.newTokens = policies.limitsOf(['token']);
  }

  // eslint-disable-next-line house/declared-store-access -- each line of the table of routes declares it for itself
  admit(exchange: Exchange, line: RouteLine, admitted: Admitted): void {
    const { apiKey, authorization } = exchange.head;
    if (apiKey !== undefined) {
      exchange.keyName = this.keys.nameOf(apiKey);
      if (exchange.keyName === undefined) return exchange.refuse('api_key_unknown');
    }
    const token = line.access === 'anybody' ? undefined : bearerOf(authorization);
    if (token === undefined) {
      if (line.access === 'caller') return exchange.refuse('not_authenticated');
      return this.limit(exchange, line, admitted);
    }
    exchange.caller = this.authenticator.known(token);
    if (exchange.caller) this.limit(exchange, line, admitted);
    else void this.meet(token, exchange, line, admitted);
  }

  private limit(exchange: Exchange, line: RouteLine, admitted: Admitted): void {
    const checks = line.limits.checksFor(exchange);
    if (checks.length === 0) return admitted(exchange, line);
    const decision = this.limiter.admit(checks);
    if (!(decision instanceof Promise)) return settle(decision, exchange, line, admitted);
    decision.then(
      (made) => settle(made, exchange, line, admitted),
      (error) => refuseFor(error, exchange),
    );
  }

  private async meet(token: string, exchange: Exchange, line: RouteLine, admitted: Admitted): Promise<void> {
    try {
      const checks = this.newTokens.checksFor(exchange);
      const decision = checks.length > 0 ? await this.limiter.admit(checks) : undefined;
      if (decision && !decision.isAllowed) return refuseFor429(decision, exchange);
      exchange.caller = await this.authenticator.authenticate(token);
    } catch (error) {
      return refuseFor(error, exchange);
    }
    if (!exchange.isGone) this.limit(exchange, line, admitted);
  }
}

function settle(decision: RateDecision, exchange: Exchange, line: RouteLine, admitted: Admitted): void {
  if (exchange.isGone) return;
  if (!decision.isAllowed) return refuseFor429(decision, exchange);
  exchange.decision = decision;
  admitted(exchange, line);
}

function refuseFor429(decision: RateDecision, exchange: Exchange): void {
  exchange.decision = decision;
  exchange.refuse('rate_limited', {
    retryAfterSeconds: Math.max(1, Math.ceil(decision.retryAfterMs / 1_000)),
  });
}

function refuseFor(error: unknown, exchange: Exchange): void {
  const { code, ...more } = toProblem(error);
  const extra = error instanceof ProblemError ? Object.entries(error.headers ?? {}).flat() : [];
  exchange.refuse(code as ErrorCode, more, extra);
}
