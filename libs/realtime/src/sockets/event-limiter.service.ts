import { Inject, Injectable } from '@nestjs/common';
import { InjectSettings } from '@secureconnect/platform';
import { DebtTable, MemoryLimiter, PolicyBook, type RatePolicy } from '@secureconnect/rate-limit-store';
import { type EventLimits } from './event-limit';
import { REALTIME_SOCKETS_OPTIONS, type RealtimeSocketsOptions } from './realtime-sockets.options';
import { type RealtimeValues } from './socket.settings';

/** Accounts times events; who is at rest makes room for others. */
const capacity = 20_000;

/** How often an account may send each event: GCRA in the memory of this instance, over all its sockets. */
@Injectable()
export class EventLimiter {
  private readonly limiter = new MemoryLimiter(new PolicyBook(), new DebtTable(capacity));
  private readonly policies = new Map<string, RatePolicy>();

  private readonly refusals: RatePolicy;

  constructor(
    @InjectSettings() private readonly settings: RealtimeValues,
    @Inject(REALTIME_SOCKETS_OPTIONS) { mostRefusals }: RealtimeSocketsOptions,
  ) {
    this.refusals = {
      name: 'refusals',
      by: 'user',
      limit: mostRefusals,
      periodMs: 10_000,
      burst: mostRefusals,
    };
  }

  /** Declares the events there are; any other is counted as one. */
  declare(events: readonly string[], limits: EventLimits): void {
    for (const name of [...events, '']) this.policies.set(name, this.policyOf(name, limits));
  }

  /** 0: it may; else how many ms it has to wait. */
  waitOf(userId: string, event: string): number {
    const policy = this.policies.get(event) ?? this.policies.get('');
    if (!policy) return 0;
    return this.limiter.admit([{ policy, subject: userId }]).retryAfterMs;
  }

  /** Counts one refusal of a socket; whether there were more than anybody needs to understand them. */
  isFlood(socketId: string): boolean {
    return !this.limiter.admit([{ policy: this.refusals, subject: socketId }]).isAllowed;
  }

  private policyOf(event: string, limits: EventLimits): RatePolicy {
    const { SOCKET_EVENTS_PER_SECOND: perSecond, SOCKET_EVENTS_BURST: burst } = this.settings;
    const held = limits[event] ?? { perSecond, burst };
    return { name: `event ${event}`, by: 'user', limit: held.perSecond, periodMs: 1_000, burst: held.burst };
  }
}
