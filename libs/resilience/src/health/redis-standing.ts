import { Logger } from '@nestjs/common';
import { Subject } from 'rxjs';
import { faultVerdicts, type RedisFault } from '../fault/redis-fault';
import { said } from './heard-fault';
import { lineOf, type RedisState, type RedisTransition } from './redis-state';

/** In which state Redis is, since when, and why; each change is logged and told once. */
export class RedisStanding {
  private readonly logger = new Logger('RedisHealth');
  private readonly transitions = new Subject<RedisTransition>();
  readonly state$ = this.transitions.asObservable();
  state: RedisState = 'degraded';
  since = new Date();
  fault: RedisFault | undefined;
  error: string | null = 'not asked yet';

  /** It is relied on: nothing is wrong with it. */
  clear(): void {
    this.error = null;
    this.fault = undefined;
  }

  blame(error: unknown, fault: RedisFault): void {
    this.error = said(error);
    const isJudged = this.fault === 'wrong_server' && faultVerdicts[fault].readsMayStay;
    if (!isJudged) this.fault = fault;
  }

  moveTo(to: RedisState, reason: string, isForced = false): void {
    const at = new Date();
    const lastedMs = at.getTime() - this.since.getTime();
    const transition = { from: this.state, to, at, reason, lastedMs, isForced };
    this.state = to;
    this.since = at;
    this.logger[to === 'degraded' ? 'warn' : 'log'](lineOf(transition));
    this.transitions.next(transition);
  }

  /** Nothing is told any more. */
  end(): void {
    this.transitions.complete();
  }
}
