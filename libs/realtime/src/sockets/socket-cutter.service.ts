import { Inject, Injectable } from '@nestjs/common';
import { type RevokedReason } from '@secureconnect/contracts';
import { errorBody, ModeSource, newId, type ProblemError, toProblem } from '@secureconnect/platform';
import { type RevocationKind } from '@secureconnect/revocation-store';
import { type Socket } from 'socket.io';
import { terminate } from './engine-connection';
import { type KnownSocket } from './known-socket';
import { KnownSockets } from './known-sockets.service';
import { type CutReason, RealtimeSocketMetrics } from './realtime-socket-metrics.service';
import { REALTIME_SOCKETS_OPTIONS, type RealtimeSocketsOptions } from './realtime-sockets.options';

const reasons: Record<RevocationKind, RevokedReason> = {
  session: 'session_ended',
  user: 'account_sessions_ended',
  token: 'token_revoked',
};

/** Ends sockets: from the moment of the cut nothing else is said to them, and nothing they say counts. */
@Injectable()
export class SocketCutter {
  constructor(
    private readonly sockets: KnownSockets,
    private readonly metrics: RealtimeSocketMetrics,
    private readonly modes: ModeSource,
    @Inject(REALTIME_SOCKETS_OPTIONS) private readonly options: RealtimeSocketsOptions,
  ) {}

  /** Says `session.revoked` last. */
  revoke(known: KnownSocket, kind: RevocationKind): void {
    this.cut(known, 'revoked', (socket) => socket.emit('session.revoked', { reason: reasons[kind] }));
  }

  /** Says `error` last. */
  fail(known: KnownSocket, reason: CutReason, error: ProblemError): void {
    this.cut(known, reason, (socket) => this.tell(socket, error));
  }

  /** Says why in an `error` event. */
  tell(socket: Socket, error: ProblemError): void {
    socket.emit('error', errorBody(toProblem(error), this.modes.mode, newId()));
  }

  cut(known: KnownSocket, reason: CutReason, say?: (socket: Socket) => void): void {
    const { socket } = known;
    if (!this.end(known, reason)) return;
    const late = setTimeout(() => terminate(socket.conn), this.options.lingerMs).unref();
    socket.conn.once('close', () => clearTimeout(late));
    if (!socket.connected) return void socket.conn.close();
    say?.(socket);
    socket.disconnect(true);
  }

  /** Without waiting for anything that was to be said. */
  drop(known: KnownSocket, reason: CutReason): void {
    if (this.end(known, reason)) terminate(known.socket.conn);
  }

  /** Whoever was not told all that happened comes back, and begins with what is so by then. */
  startOver(socket: Socket): void {
    const known = this.sockets.of(socket);
    if (known) this.drop(known, 'missed');
  }

  /** Counts one that ends by itself; false where it was over already. */
  end(known: KnownSocket, reason: CutReason): boolean {
    if (known.isOver) return false;
    known.isOver = true;
    this.sockets.remove(known);
    this.metrics.cut(reason);
    return true;
  }
}
