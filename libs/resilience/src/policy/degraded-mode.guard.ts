import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { RedisHealthService } from '../health/redis-health.service';
import { DegradedMarks } from './degraded-marks';
import { PolicyManifest } from './policy-manifest.service';
import { RedisUnavailableError } from './redis-unavailable.error';
import { rememberScope } from './request-scope';
import { RESILIENCE_SETTINGS, type ResilienceSettings } from './resilience.options';

/** Lets a request run or refuses it, by what it declared and what is known of Redis: no I/O, no reflection. */
@Injectable()
export class DegradedModeGuard implements CanActivate {
  constructor(
    @Inject(RedisHealthService) private readonly health: Pick<RedisHealthService, 'isAvailable'>,
    private readonly policies: PolicyManifest,
    private readonly host: HttpAdapterHost,
    @Inject(RESILIENCE_SETTINGS) private readonly settings: ResilienceSettings,
  ) {}

  canActivate(context: ExecutionContext): boolean {
    const policy = this.policies.policyOf(context.getClass(), context.getHandler());
    const operation = policy?.operation ?? `${context.getClass().name}.${context.getHandler().name}`;
    const { health, settings } = this;
    const marks = this.marksFor(context, policy?.mode === 'free');
    marks.scope = { operation, policy, marks, health, settings };
    rememberScope(context, marks.scope);
    // The guards after this one may reach stores too.
    marks.enter();
    if (policy) policy.tally.calls += 1;
    if (policy?.mode === 'free' || health.isAvailable) return true;
    marks.add(policy?.marks ?? [operation]);
    // Undeclared means closed: a handler that boot did not see (a module loaded later) said nothing.
    const mode = policy?.mode ?? 'closed';
    if (mode === 'open' || (mode === 'fallback' && settings.fallbackEnabled)) return true;
    if (policy) policy.tally.refusals += 1;
    throw new RedisUnavailableError(operation, { retryAfterSeconds: settings.retryAfterSeconds });
  }

  /** What is free runs unmarked, whatever its surroundings meet. */
  private marksFor(context: ExecutionContext, isFree: boolean): DegradedMarks {
    if (isFree || context.getType() !== 'http') return new DegradedMarks();
    return new DegradedMarks((names) => this.show(context, names));
  }

  /** At once and not at the end: a handler may stream its answer, and an error takes another way out. */
  private show(context: ExecutionContext, names: readonly string[]): void {
    const answer: unknown = context.switchToHttp().getResponse();
    const { httpAdapter } = this.host;
    if (httpAdapter.isHeadersSent(answer)) return;
    httpAdapter.setHeader(answer, 'X-Service-Mode', 'degraded');
    httpAdapter.setHeader(answer, 'X-Degraded', names.join(', '));
  }
}
