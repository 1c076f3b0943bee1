import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Drain } from '@secureconnect/platform';
import { type IncomingMessage, type ServerResponse } from 'node:http';
import { type Socket } from 'node:net';
import { type Duplex } from 'node:stream';
import { SocketDoor } from '../door/socket-door';
import { LiveSockets } from './live/live-sockets';
import { PollingDoor } from './polling/polling-door.service';
import { SocketMetrics } from './socket-metrics.service';
import { UpgradeDoor } from './upgrade/upgrade-door.service';

/** Takes what asks for a socket, and sends those away who have one when the gateway goes. */
@Injectable()
export class GatewaySocketDoor extends SocketDoor implements OnModuleInit {
  constructor(
    private readonly upgrades: UpgradeDoor,
    private readonly polls: PollingDoor,
    private readonly live: LiveSockets,
    private readonly drain: Drain,
    private readonly metrics: SocketMetrics,
  ) {
    super();
  }

  onModuleInit(): void {
    this.drain.on('begin', () => this.live.all.forEach((connection) => connection.sayGoodbye()));
    this.drain.on('disconnect', () => {
      for (const connection of this.live.all) {
        this.metrics.cut('draining');
        connection.cut('draining');
      }
    });
  }

  serve(request: IncomingMessage, response: ServerResponse): void {
    void this.polls.serve(request, response);
  }

  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    void this.upgrades.upgrade(request, socket as Socket, head);
  }
}
