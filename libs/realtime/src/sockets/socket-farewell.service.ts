import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { Drain } from '@secureconnect/platform';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Socket } from 'socket.io';
import { KnownSockets } from './known-sockets.service';
import { REALTIME_SOCKETS_OPTIONS, type RealtimeSocketsOptions } from './realtime-sockets.options';
import { SocketCutter } from './socket-cutter.service';

/** So many are sent away at once, and after a breath the next. */
const batch = 200;
const breathMs = 10;

/** Tells clients when to come back, so that they do not arrive all at once, and sends them away when the instance goes. */
@Injectable()
export class SocketFarewell implements OnModuleInit {
  constructor(
    private readonly sockets: KnownSockets,
    private readonly cutter: SocketCutter,
    private readonly drain: Drain,
    @Inject(REALTIME_SOCKETS_OPTIONS) private readonly options: RealtimeSocketsOptions,
  ) {}

  onModuleInit(): void {
    this.drain.on('begin', () => {
      for (const { socket } of this.sockets.all) this.announce(socket);
    });
    this.drain.on('disconnect', () => void this.sendAway());
  }

  /** How long one of many should wait before it comes back. */
  hintMs(): number {
    return Math.round(Math.random() * this.options.reconnectSpreadMs);
  }

  /** For one that comes while the instance goes. */
  announceIfGoing(socket: Socket): void {
    if (this.drain.isDraining) this.announce(socket);
  }

  private announce(socket: Socket): void {
    socket.emit('server.draining', { reconnect_after_ms: this.hintMs() });
  }

  private async sendAway(): Promise<void> {
    for (let left = [...this.sockets.all]; left.length > 0; left = [...this.sockets.all]) {
      for (const known of left.slice(0, batch)) this.cutter.cut(known, 'draining');
      await sleep(breathMs);
    }
  }
}
