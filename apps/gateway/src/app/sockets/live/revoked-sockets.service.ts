import { Inject, Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { RedisFree } from '@secureconnect/resilience';
import { RevocationStore } from '@secureconnect/revocation-store';
import { type Subscription } from 'rxjs';
import { SOCKET_TIMES, type SocketTimes } from '../socket.options';
import { SocketMetrics } from '../socket-metrics.service';
import { type LiveConnection } from './live-connection';
import { LiveSockets } from './live-sockets';

/**
 * Silences whoever is revoked at once, and cuts her a moment later: meanwhile the service can say why. A memory that is
 * not current cuts nobody: what it missed it hears of later, and whoever comes meanwhile is asked about.
 */
@Injectable()
export class RevokedSockets implements OnModuleInit, OnApplicationShutdown {
  private subscription: Subscription | undefined;

  constructor(
    private readonly revocations: RevocationStore,
    private readonly live: LiveSockets,
    private readonly metrics: SocketMetrics,
    @Inject(SOCKET_TIMES) private readonly times: SocketTimes,
  ) {}

  // The memory of this instance tells, as it hears of it.
  @RedisFree('sockets.cut-revoked', 'revocations')
  onModuleInit(): void {
    this.subscription = this.revocations.revoked$.subscribe((entry) => {
      const touched = this.live.touchedBy(entry);
      for (const connection of touched) connection.silence();
      if (touched.length > 0) setTimeout(() => this.cut(touched), this.times.graceMs).unref();
    });
  }

  onApplicationShutdown(): void {
    this.subscription?.unsubscribe();
  }

  /** For one that was let in while its revocation arrived. */
  @RedisFree('sockets.late-revocation', 'revocations')
  cutIfRevoked(connection: LiveConnection): boolean {
    const { tokenId: id, sessionId, userId, issuedAtMs } = connection.caller;
    if (this.revocations.isKnownRevoked({ id, sessionId, userId, issuedAtMs }) !== true) return false;
    this.cut([connection]);
    return true;
  }

  private cut(connections: readonly LiveConnection[]): void {
    for (const connection of connections) {
      if (!this.live.has(connection)) continue;
      this.metrics.cut('revoked');
      connection.cut('revoked');
    }
  }
}
