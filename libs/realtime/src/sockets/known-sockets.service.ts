import { Injectable } from '@nestjs/common';
import { type Caller } from '@secureconnect/identity';
import { Grouping } from '@secureconnect/platform';
import { type RevocationEntry } from '@secureconnect/revocation-store';
import { type Socket } from 'socket.io';
import { type KnownSocket } from './known-socket';

/** The sockets of this instance whose owners are known, found by what may be revoked of them. */
@Injectable()
export class KnownSockets {
  private readonly bySocket = new Map<Socket, KnownSocket>();
  /** Accounts, sessions and tokens: no two of them have the same id. */
  private readonly byId = new Grouping<KnownSocket>();

  get all(): IterableIterator<KnownSocket> {
    return this.bySocket.values();
  }

  get size(): number {
    return this.bySocket.size;
  }

  of(socket: Socket): KnownSocket | undefined {
    return this.bySocket.get(socket);
  }

  countOf(userId: string): number {
    return this.byId.sizeOf(userId);
  }

  add(known: KnownSocket): void {
    this.bySocket.set(known.socket, known);
    for (const id of idsOf(known.caller)) this.byId.add(id, known);
  }

  remove(known: KnownSocket): void {
    if (this.bySocket.delete(known.socket)) for (const id of idsOf(known.caller)) this.byId.delete(id, known);
  }

  renew(known: KnownSocket, caller: Caller): void {
    for (const id of idsOf(known.caller)) this.byId.delete(id, known);
    known.renew(caller);
    for (const id of idsOf(caller)) this.byId.add(id, known);
  }

  /** Those that count no more, by what was revoked. */
  touchedBy({ kind, subject, issuedBefore = Infinity }: RevocationEntry): readonly KnownSocket[] {
    const touched = this.byId.of(subject);
    return kind === 'user' ? touched.filter(({ caller }) => caller.issuedAtMs < issuedBefore) : touched;
  }
}

const idsOf = ({ userId, sessionId, tokenId }: Caller): readonly string[] =>
  sessionId === undefined ? [userId, tokenId] : [userId, sessionId, tokenId];
