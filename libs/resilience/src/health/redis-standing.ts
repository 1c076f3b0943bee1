import { Logger } from '@nestjs/common';
import { Subject } from 'rxjs';
import { faultVerdicts, type RedisFault } from '../fault/redis-fault';
import { said } from './heard-fault';
import { holdWords } from './operator-hold';
import { lineOf, type RedisState, type RedisTransition } from './redis-state';

/** What was seen to be wrong, and since when. */
export interface SeenFault {
  readonly fault: RedisFault;
  readonly since: Date;
}

/** Between two lines that say why Redis is not relied on yet. */
const waitEveryMs = 60_000;

/** In which state Redis is, since when, and why; each change is logged and told once. */
export class RedisStanding {
  private readonly logger = new Logger('RedisHealth');
  private readonly transitions = new Subject<RedisTransition>();
  readonly state$ = this.transitions.asObservable();
  state: RedisState = 'degraded';
  since = new Date();
  fault: RedisFault | undefined;
  faultSince: Date | undefined;
  error: string | null = 'not asked yet';
  /** Not relied on for an operator's sake alone: no loss was told. */
  isForced = false;
  private waitToldAt = -Infinity;

  /** It is relied on: nothing is wrong with it. */
  clear(): void {
    this.error = null;
    this.fault = undefined;
    this.faultSince = undefined;
  }

  /** Nothing is wrong with it, and it is left alone all the same. */
  spare(): void {
    this.clear();
    this.error = holdWords;
    this.isForced = true;
  }

  blame(error: unknown, fault: RedisFault): void {
    this.error = said(error);
    this.faultSince ??= new Date();
    const isJudged = this.fault === 'wrong_server' && faultVerdicts[fault].readsMayStay;
    if (!isJudged) this.fault = fault;
  }

  get seenFault(): SeenFault | undefined {
    return this.fault && { fault: this.fault, since: this.faultSince ?? this.since };
  }

  /** It answers, and what it lacks could not be brought: told at most once a minute, however many reasons there are. */
  waits(failure: unknown): void {
    const now = performance.now();
    const isNews = this.error !== said(failure) && now - this.waitToldAt >= waitEveryMs;
    this.error = said(failure);
    if (!isNews) return;
    this.waitToldAt = now;
    this.logger.warn(`Redis answers and cannot be relied on yet: ${this.error}`);
  }

  /** Told once; where it was left alone meanwhile, once that is over. */
  lost(reason: string, isHeld: boolean): void {
    if (this.state !== 'degraded' || (this.isForced && !isHeld)) this.moveTo('degraded', reason);
  }

  moveTo(to: RedisState, reason: string, isForced = false): void {
    const at = new Date();
    const lastedMs = at.getTime() - this.since.getTime();
    const transition = { from: this.state, to, at, reason, lastedMs, isForced };
    this.state = to;
    this.since = at;
    this.isForced = isForced;
    this.logger[to === 'degraded' ? 'warn' : 'log'](lineOf(transition));
    this.transitions.next(transition);
  }

  /** Nothing is told any more. */
  end(): void {
    this.transitions.complete();
  }
}
