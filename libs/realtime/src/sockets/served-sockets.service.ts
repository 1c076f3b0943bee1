import { Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { type ServiceMode } from '@secureconnect/contracts';
import { type Caller, NotAuthenticatedError } from '@secureconnect/identity';
import { ModeSource, type SocketDescription, SocketRegistry } from '@secureconnect/platform';
import { type Subscription } from 'rxjs';
import { type Server, type Socket } from 'socket.io';
import { EventGate } from './event-gate.service';
import { type EventLimits } from './event-limit';
import { EventLimiter } from './event-limiter.service';
import { type KnownSocket } from './known-socket';
import { KnownSockets } from './known-sockets.service';
import { SocketAdmission } from './socket-admission.service';
import { SocketFarewell } from './socket-farewell.service';
import { SocketPlaces } from './socket-places.service';
import { SocketStanding } from './socket-standing.service';

/** What every gateway owes its sockets: they are let in, greeted, told of the mode, and known. */
@Injectable()
export class ServedSockets implements OnModuleInit, OnApplicationShutdown {
  private told: Subscription | undefined;

  constructor(
    private readonly admission: SocketAdmission,
    private readonly places: SocketPlaces,
    private readonly sockets: KnownSockets,
    private readonly gate: EventGate,
    private readonly limiter: EventLimiter,
    private readonly standing: SocketStanding,
    private readonly farewell: SocketFarewell,
    private readonly registry: SocketRegistry,
    private readonly modes: ModeSource,
  ) {}

  onModuleInit(): void {
    this.told = this.modes.changes$.subscribe((mode) => this.tellMode(mode));
  }

  onApplicationShutdown(): void {
    this.told?.unsubscribe();
  }

  serve(server: Server, description: SocketDescription, limits: EventLimits): void {
    this.registry.register(description);
    const events = Object.keys(description.client_events);
    this.gate.declare(events);
    this.limiter.declare(events, limits);
    this.places.follow(server);
    server.use(this.admission.admit);
  }

  greet(socket: Socket): void {
    const server_time = new Date().toISOString();
    socket.emit('ready', { mode: this.modes.mode, server_time, reconnect_after_ms: this.farewell.hintMs() });
    this.farewell.announceIfGoing(socket);
  }

  callerOf(socket: Socket): Caller {
    return this.knownOf(socket).caller;
  }

  /** Goes on by a later token of the same session; gives until when. */
  async renew(socket: Socket, token: string): Promise<Date> {
    const known = this.knownOf(socket);
    const caller = await this.standing.callerBy(token);
    const { userId, sessionId } = known.caller;
    if (known.isOver || caller.userId !== userId || caller.sessionId !== sessionId)
      throw new NotAuthenticatedError('This token is of another session. Open a socket of its own with it.');
    this.sockets.renew(known, caller);
    return new Date(caller.expiresAtMs);
  }

  private knownOf(socket: Socket): KnownSocket {
    const known = this.sockets.of(socket);
    if (!known) throw new NotAuthenticatedError('');
    return known;
  }

  /** Each instance has its own view of Redis, and tells its own sockets. */
  private tellMode(mode: ServiceMode): void {
    const event = { mode, since: new Date().toISOString() };
    for (const { socket } of this.sockets.all) socket.emit('mode.changed', event);
  }
}
