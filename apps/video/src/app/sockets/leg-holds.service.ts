import { Injectable } from '@nestjs/common';
import { Grouping } from '@secureconnect/platform';
import { type HeldLeg } from '../calls/call-record.port';
import { type CallSocket } from '../delivery/call-socket';

/** A leg, and the socket here that is it. */
export interface LegHold extends HeldLeg {
  readonly socket: CallSocket;
}

const keyOf = (callId: string, userId: string): string => `${callId} ${userId}`;

/** The legs this node vouches for. */
@Injectable()
export class LegHolds {
  private readonly byPerson = new Map<string, LegHold>();
  private readonly bySocket = new Grouping<LegHold>();

  get size(): number {
    return this.byPerson.size;
  }

  get all(): readonly LegHold[] {
    return [...this.byPerson.values()];
  }

  of(callId: string, userId: string): LegHold | undefined {
    return this.byPerson.get(keyOf(callId, userId));
  }

  ofSocket({ socket }: CallSocket): readonly LegHold[] {
    return this.bySocket.of(socket.id);
  }

  /** In the place of the one before it. */
  put(hold: LegHold): void {
    const before = this.of(hold.callId, hold.userId);
    if (before) this.drop(before);
    this.byPerson.set(keyOf(hold.callId, hold.userId), hold);
    this.bySocket.add(hold.socket.socket.id, hold);
  }

  /** Unless there is another by now. */
  drop(hold: LegHold): boolean {
    if (this.of(hold.callId, hold.userId) !== hold) return false;
    this.bySocket.delete(hold.socket.socket.id, hold);
    return this.byPerson.delete(keyOf(hold.callId, hold.userId));
  }
}
