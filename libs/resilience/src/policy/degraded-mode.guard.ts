import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { RedisHealthService } from '../health/redis-health.service';
import { PolicyManifest } from './policy-manifest.service';
import { RedisUnavailableError } from './redis-unavailable.error';
import { RequestMarks } from './request-marks.service';
import { RESILIENCE_SETTINGS, type ResilienceSettings } from './resilience.options';

/** Lets a request run or refuses it, by what it declared and what is known of Redis: no I/O, no reflection. */
@Injectable()
export class DegradedModeGuard implements CanActivate {
  constructor(
    @Inject(RedisHealthService) private readonly health: Pick<RedisHealthService, 'isAvailable'>,
    private readonly policies: PolicyManifest,
    private readonly marks: RequestMarks,
    @Inject(RESILIENCE_SETTINGS) private readonly settings: ResilienceSettings,
  ) {}

  canActivate(context: ExecutionContext): boolean {
    const policy = this.policies.policyOf(context.getClass(), context.getHandler());
    const isFree = policy?.mode === 'free';
    const marks = this.marks.of(context, isFree);
    // The guards after this one may reach stores too.
    marks.enter();
    if (isFree || this.health.isAvailable) return true;
    // Undeclared means closed: a handler that boot did not see (a module loaded later) said nothing.
    const operation = policy?.operation ?? `${context.getClass().name}.${context.getHandler().name}`;
    marks.add(policy?.marks ?? [operation]);
    if (policy && policy.mode !== 'closed') return true;
    throw new RedisUnavailableError(operation, { retryAfterSeconds: this.settings.retryAfterSeconds });
  }
}
