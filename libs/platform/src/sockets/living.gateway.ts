import { type OnGatewayConnection, type OnGatewayInit, WebSocketServer } from '@nestjs/websockets';
import { RedisHealthService } from '@secureconnect/resilience';
import { Inject } from '@nestjs/common';
import { type CommonServerEvents } from '@secureconnect/contracts';
import { filter } from 'rxjs';
import { type Server, type Socket } from 'socket.io';
import { v7 } from 'uuid';
import { errorBody } from '../errors/error-body.factory';
import { refuse } from '../errors/error.filter';
import { UnknownEventError } from '../errors/unknown-event.error';
import { ModeSource } from '../health/mode-source';
import { Drain } from '../shutdown/drain.service';
import { describeGateway } from './describe-gateway';
import { SocketRegistry } from './socket-registry.service';

/** Clients told to go away come back spread over this long, so that they do not arrive all at once. */
const reconnectSpreadMs = 5_000;

/** What every socket server says unasked: that it is ready, in which mode, and when it goes away. */
export abstract class LivingGateway implements OnGatewayInit, OnGatewayConnection {
  @WebSocketServer()
  protected readonly server: Server<object, CommonServerEvents>;

  @Inject(RedisHealthService)
  private readonly redis: RedisHealthService;

  @Inject(ModeSource)
  private readonly modes: ModeSource;

  @Inject(Drain)
  private readonly drain: Drain;

  @Inject(SocketRegistry)
  private readonly registry: SocketRegistry;

  afterInit(): void {
    this.registry.register(describeGateway(this));
    const touchesMode = filter(
      ({ from, to }: { from: string; to: string }) => (from === 'normal') !== (to === 'normal'),
    );
    this.redis.state$.pipe(touchesMode).subscribe(() => {
      this.server.emit('mode.changed', { mode: this.modes.mode, since: this.redis.since.toISOString() });
    });
    this.drain.on('begin', () => this.sayGoodbye());
    this.drain.on('disconnect', () => this.server.disconnectSockets(true));
  }

  handleConnection(socket: Socket): void {
    socket.emit('ready', { mode: this.modes.mode, server_time: new Date().toISOString() });
    socket.onAny((event: string, ...args: unknown[]) => {
      if (socket.listenerCount(event) === 0) this.refuseUnknown(socket, args.at(-1));
    });
  }

  private sayGoodbye(): void {
    for (const socket of this.server.sockets.sockets.values()) {
      socket.emit('server.draining', { reconnect_after_ms: Math.round(Math.random() * reconnectSpreadMs) });
    }
  }

  private refuseUnknown(socket: Socket, acknowledge: unknown): void {
    const { code } = new UnknownEventError('');
    refuse(socket, acknowledge, errorBody({ code }, this.modes.mode, v7()));
  }
}
