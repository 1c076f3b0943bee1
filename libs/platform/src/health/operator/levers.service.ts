import { Injectable, Logger } from '@nestjs/common';
import { type LeverPull } from '@secureconnect/contracts';
import {
  type BreakerControl,
  RedisBreakers,
  RedisHealthService,
  type RedisKind,
  redisKinds,
} from '@secureconnect/resilience';
import { setTimeout as sleep } from 'node:timers/promises';
import { RecentEvents } from './recent-events.service';

/** Nobody is held off Redis for longer than this without somebody saying so again. */
export const longestHoldMinutes = 240;
const usualHoldMinutes = 15;
const lookMs = 10;
const lookPatienceMs = 2_000;

const controls: Readonly<Record<string, BreakerControl>> = {
  'breaker-open': 'force-open',
  'breaker-close': 'force-close',
  'breaker-reset': 'reset',
};

/** What an operator does to this instance by hand: done at once, told in its events and its log, forgotten at a restart. */
@Injectable()
export class Levers {
  private readonly logger = new Logger('Operator');

  constructor(
    private readonly health: RedisHealthService,
    private readonly breakers: RedisBreakers,
    private readonly events: RecentEvents,
  ) {}

  /** Says in words what came of it. */
  async pull(pull: LeverPull, operator: string): Promise<string> {
    const outcome = await this.act(pull, operator);
    this.events.note({ what: 'operator', from: operator, to: pull.lever, reason: outcome });
    this.logger.warn(`${pull.lever} by ${operator}: ${outcome}`);
    return outcome;
  }

  private async act({ lever, kind, minutes }: LeverPull, operator: string): Promise<string> {
    if (lever === 'force-degraded') return this.hold(operator, minutes ?? usualHoldMinutes);
    if (lever === 'release') return this.health.release() ? 'released' : 'it was not held';
    if (lever === 'probe') return this.probe();
    const kinds = kind === undefined ? redisKinds : [kind as RedisKind];
    const control = controls[lever] as BreakerControl;
    for (const each of kinds) this.breakers.control(each, control);
    return kinds.map((each) => `${each} ${this.standOf(each)}`).join(', ');
  }

  private hold(operator: string, minutes: number): string {
    this.health.hold(operator, minutes * 60_000);
    return `held off Redis until ${this.health.held?.until.toISOString()}`;
  }

  private async probe(): Promise<string> {
    const before = this.health.checks;
    this.health.look();
    const end = performance.now() + lookPatienceMs;
    while (this.health.checks === before && performance.now() < end) await sleep(lookMs);
    const { checks, lastError } = this.health;
    if (checks === before) return 'Redis has not answered yet';
    if (checks.failedInARow > 0) return `Redis does not answer: ${lastError}`;
    return `Redis answered in ${(checks.tookMs ?? 0).toFixed(1)} ms`;
  }

  private standOf(kind: RedisKind): string {
    const { state, isForced } = this.breakers.of(kind);
    return isForced ? `forced ${state}` : state;
  }
}
