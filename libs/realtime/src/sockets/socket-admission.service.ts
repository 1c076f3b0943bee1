import { Injectable } from '@nestjs/common';
import { NotAuthenticatedError } from '@secureconnect/identity';
import {
  errorBody,
  InjectSettings,
  ModeSource,
  networkOf,
  newId,
  runInContext,
  toProblem,
} from '@secureconnect/platform';
import { type Socket } from 'socket.io';
import { type EngineConnection } from './engine-connection';
import { EventGate } from './event-gate.service';
import { KnownSocket } from './known-socket';
import { KnownSockets } from './known-sockets.service';
import { LargeFrames } from './large-frames.service';
import { MalformedEventError } from './malformed-event.error';
import { RealtimeSocketMetrics } from './realtime-socket-metrics.service';
import { SlowReaders } from './slow-readers.service';
import { SocketPlaces } from './socket-places.service';
import { SocketStanding } from './socket-standing.service';
import { type RealtimeValues } from './socket.settings';
import { tokenOf } from './token-of-handshake';
import { TooManySocketsError } from './too-many-sockets.error';

/** How Socket.IO tells a client why its connection was refused. */
type Refusal = Error & { data?: unknown };

/** Lets a socket in once it is known whose it is, and she may have one more. */
@Injectable()
export class SocketAdmission {
  /** A connection asks once: whoever could ask again and again would keep us verifying signatures. */
  private readonly asked = new WeakSet<EngineConnection>();

  constructor(
    private readonly standing: SocketStanding,
    private readonly sockets: KnownSockets,
    private readonly places: SocketPlaces,
    private readonly gate: EventGate,
    private readonly readers: SlowReaders,
    private readonly frames: LargeFrames,
    private readonly metrics: RealtimeSocketMetrics,
    private readonly modes: ModeSource,
    @InjectSettings() private readonly settings: RealtimeValues,
  ) {}

  /** Socket.IO's middleware. */
  readonly admit = (socket: Socket, next: (refusal?: Refusal) => void): void => {
    const { address, headers } = socket.handshake;
    const context = { requestId: newId(), client: { address, userAgent: headers['user-agent'] } };
    runInContext(context, () => {
      this.known(socket).then(
        (known) => (this.watch(known), next()),
        (error: unknown) => next(this.refusal(socket, error, context.requestId)),
      );
    });
  };

  private async known(socket: Socket): Promise<KnownSocket> {
    const { conn, handshake } = socket;
    if (this.asked.has(conn)) throw new MalformedEventError('A connection asks to be let in once.');
    this.asked.add(conn);
    if (!this.places.hasPlace(conn)) throw new TooManySocketsError('');
    const caller = await this.standing.callerBy(tokenOf(handshake));
    // Counted and taken in one turn: many that come at once do not pass together.
    if (this.sockets.countOf(caller.userId) >= this.settings.SOCKETS_PER_USER)
      throw new TooManySocketsError('');
    if (conn.readyState !== 'open') throw new NotAuthenticatedError('');
    const known = new KnownSocket(socket, networkOf(handshake.address), caller);
    this.sockets.add(known);
    return known;
  }

  private watch(known: KnownSocket): void {
    const { socket } = known;
    const forget = () => {
      known.isOver = true;
      this.sockets.remove(known);
    };
    socket.conn.once('close', forget);
    // Whoever leaves has left: an empty connection would stay for ever, and be counted nowhere.
    socket.once('disconnect', () => (forget(), socket.conn.close()));
    this.gate.watch(known);
    this.readers.watch(known);
    this.frames.watch(known);
    forgetHandshake(socket);
  }

  private refusal({ conn }: Socket, error: unknown, requestId: string): Refusal {
    const body = errorBody(toProblem(error), this.modes.mode, requestId);
    this.metrics.refused(body.code);
    setImmediate(() => conn.close());
    return Object.assign(new Error(body.code), { data: body });
  }
}

/** It has been read, and with its request holds several KB for as long as the socket lives, and the token among them. */
function forgetHandshake({ conn, handshake }: Socket): void {
  Object.assign(conn, { request: undefined });
  Object.assign(handshake, { headers: {}, auth: {}, query: {} });
}
