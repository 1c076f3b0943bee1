import { Inject, Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { TokenExpiredError } from '@secureconnect/identity';
import { type Subscription } from 'rxjs';
import { type KnownSocket } from './known-socket';
import { KnownSockets } from './known-sockets.service';
import { REALTIME_SOCKETS_OPTIONS, type RealtimeSocketsOptions } from './realtime-sockets.options';
import { SocketCutter } from './socket-cutter.service';
import { SocketStanding } from './socket-standing.service';

/** Cuts sockets whose owner was signed out, as soon as this instance hears of it, and those whose token has ended. */
@Injectable()
export class SocketWatch implements OnModuleInit, OnApplicationShutdown {
  private told: Subscription | undefined;
  private timer: NodeJS.Timeout | undefined;
  /** Memory could not say at the last look. */
  private wasBlind = false;

  constructor(
    private readonly standing: SocketStanding,
    private readonly sockets: KnownSockets,
    private readonly cutter: SocketCutter,
    @Inject(REALTIME_SOCKETS_OPTIONS) private readonly options: RealtimeSocketsOptions,
  ) {}

  onModuleInit(): void {
    this.told = this.standing.revoked().subscribe((entry) => {
      for (const known of this.sockets.touchedBy(entry)) this.cutter.revoke(known, entry.kind);
    });
    this.timer = setInterval(() => this.look(), this.options.lookMs).unref();
  }

  onApplicationShutdown(): void {
    this.told?.unsubscribe();
    clearInterval(this.timer);
  }

  private look(): void {
    const now = this.options.now();
    const isBack = this.isBack();
    for (const known of this.sockets.all) {
      if (isBack && this.standing.isKnownRevoked(known)) this.cutter.revoke(known, 'token');
      else if (known.caller.expiresAtMs <= now) this.cutter.fail(known, 'expired', new TokenExpiredError(''));
    }
  }

  /** Memory can say again what it could not: then all are asked about anew, whatever was told in between. */
  private isBack(): boolean {
    const { value } = this.sockets.all.next() as IteratorResult<KnownSocket, undefined>;
    if (!value) return false;
    const isBlind = this.standing.isKnownRevoked(value) === undefined;
    const isBack = this.wasBlind && !isBlind;
    this.wasBlind = isBlind;
    return isBack;
  }
}
