import { Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import { IceServers } from '../ice/ice-servers';
import { type LegHold, LegHolds } from './leg-holds.service';

/** Credentials that are about to expire are not renewed faster than this. */
const leastMs = 1_000;

/** Gives the legs here new credentials of ICE servers when half of their time is over. */
@Injectable()
export class IceRefreshes implements OnModuleDestroy {
  private readonly logger = new Logger('IceRefreshes');
  private readonly timers = new Map<LegHold, NodeJS.Timeout>();

  constructor(
    private readonly ice: IceServers,
    private readonly holds: LegHolds,
  ) {}

  /** Who comes back may have old ones, and begins anew with all: she is given new ones at once. */
  follow(hold: LegHold): void {
    if (hold.leg > 1) this.refresh(hold);
    else this.arm(hold, this.ice.for(hold.userId, hold.callId).ice_expires_at);
  }

  onModuleDestroy(): void {
    for (const timer of this.timers.values()) clearTimeout(timer);
  }

  private arm(hold: LegHold, expiresAt: string): void {
    const ms = Math.max(leastMs, (Date.parse(expiresAt) - Date.now()) / 2);
    this.timers.set(hold, setTimeout(() => this.fire(hold), ms).unref());
  }

  private fire(hold: LegHold): void {
    this.timers.delete(hold);
    try {
      this.refresh(hold);
    } catch (error) {
      this.logger.error(
        'Credentials could not be renewed',
        error instanceof Error ? error.stack : String(error),
      );
    }
  }

  /** None for who is in the call no longer, or by another leg. */
  private refresh(hold: LegHold): void {
    const { callId, userId, socket } = hold;
    if (this.holds.of(callId, userId) !== hold || !socket.hears) return;
    const servers = this.ice.for(userId, callId);
    this.arm(hold, servers.ice_expires_at);
    socket.tell('ice.refresh', { call_id: callId, ...servers });
  }
}
