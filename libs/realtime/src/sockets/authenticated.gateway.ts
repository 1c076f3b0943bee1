import { Inject, UseInterceptors } from '@nestjs/common';
import {
  ConnectedSocket,
  MessageBody,
  type OnGatewayConnection,
  type OnGatewayInit,
  SubscribeMessage,
  WebSocketServer,
} from '@nestjs/websockets';
import { Authenticated, type Caller } from '@secureconnect/identity';
import { type DescribedEvents, describeGateway } from '@secureconnect/platform';
import { RedisFree } from '@secureconnect/resilience';
import { Server, Socket } from 'socket.io';
import { acknowledging } from './acknowledging.interceptor';
import { type EventLimits } from './event-limit';
import { RefreshSocket } from './refresh.dto';
import { ServedSockets } from './served-sockets.service';

/**
 * The base of every gateway: nobody is let in who has not shown a good token, and nobody stays whose token counts no
 * more. What a handler gives is acknowledged with `ok`, what it throws with the error.
 */
@UseInterceptors(acknowledging)
export abstract class AuthenticatedGateway implements OnGatewayInit, OnGatewayConnection<Socket> {
  @WebSocketServer()
  protected readonly server: Server;

  @Inject(ServedSockets)
  private readonly sockets: ServedSockets;

  /** What its events are for, for the documents. */
  protected readonly describedEvents: DescribedEvents = {};

  /** How often an account may send an event, where that is not as often as any. */
  protected readonly eventLimits: EventLimits = {};

  afterInit(): void {
    this.sockets.serve(this.server, describeGateway(this, this.describedEvents), this.eventLimits);
  }

  /** Says `ready`; whoever overrides it says so too, by calling this one. */
  handleConnection(socket: Socket): void {
    this.sockets.greet(socket);
  }

  /** Whose a socket is. */
  protected callerOf(socket: Socket): Caller {
    return this.sockets.callerOf(socket);
  }

  @RedisFree('auth.refresh')
  @Authenticated()
  @SubscribeMessage('auth.refresh')
  async refresh(
    @ConnectedSocket() socket: Socket,
    @MessageBody() { access_token }: RefreshSocket,
  ): Promise<{ expires_at: string }> {
    return { expires_at: (await this.sockets.renew(socket, access_token)).toISOString() };
  }
}
