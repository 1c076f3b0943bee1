import { Injectable, type OnModuleInit } from '@nestjs/common';
import { callWireOf } from '../calls/call-wire';
import { type CallChange } from '../calls/call-change';
import { CallBook } from '../delivery/call-book.service';
import { type CallListener } from '../delivery/call-listener';
import { type CallSocket } from '../delivery/call-socket';
import { CallSockets } from '../delivery/call-sockets.service';
import { type Call, type Participant } from '../machine/call';
import { isCalled, participantOf } from '../machine/standing';
import { LegAttachments } from './leg-attachments.service';
import { LegHolds } from './leg-holds.service';
import { LegKeeping } from './leg-keeping.service';
import { needsLeg } from './leg-needs';
import { Ringing } from './ringing.service';

/** Decides which sockets of this node are legs, as people come and go and calls change. */
@Injectable()
export class Legs implements OnModuleInit, CallListener {
  constructor(
    private readonly book: CallBook,
    private readonly sockets: CallSockets,
    private readonly holds: LegHolds,
    private readonly keeping: LegKeeping,
    private readonly attachments: LegAttachments,
    private readonly ringing: Ringing,
  ) {}

  onModuleInit(): void {
    this.book.watch(this);
  }

  /**
   * Its open calls are known: it is shown those that ring, and goes on with what she is in by its device and has lost
   * her leg of. Where she has one it is left alone: another tab of hers talks by it, and whoever wants it asks for it.
   */
  show(socket: CallSocket): void {
    const { userId, device } = socket;
    socket.isShown = true;
    for (const call of this.book.newestOf(userId)) {
      const herself = participantOf(call, userId);
      socket.shown(call.id, call.version);
      if (herself && isCalled(herself)) {
        socket.tell('call.incoming', { call: callWireOf(call) });
        this.ringing.rang(call.id, userId);
      } else if (herself?.device === device && needsLeg(herself, undefined))
        this.attachments.want(call.id, userId);
    }
  }

  /** It is closed: another of the same device takes its place, or the leg is lost. */
  gone(socket: CallSocket): void {
    for (const hold of this.holds.ofSocket(socket)) {
      this.holds.drop(hold);
      if (!this.attachments.want(hold.callId, hold.userId)) this.keeping.lose(hold);
    }
  }

  onChange({ call, told }: CallChange, before: Call | undefined): void {
    for (const each of call.participants)
      this.consider(call, each, before && participantOf(before, each.userId));
    for (const { event, to } of told)
      if (event === 'call.incoming') for (const userId of to) this.mayRing(call.id, userId);
  }

  onLearned(call: Call): void {
    for (const each of call.participants) this.consider(call, each, undefined);
  }

  onForgotten(callId: string): void {
    for (const hold of this.holds.all) if (hold.callId === callId) this.holds.drop(hold);
  }

  private consider({ id }: Call, told: Participant, before: Participant | undefined): void {
    const { userId } = told;
    const hold = this.holds.of(id, userId);
    const newest = this.book.newest(id);
    if (!newest) return;
    // While a leg is made it is made in the place of this one.
    if (hold && !this.attachments.isUnderway(id, userId)) this.keeping.review(hold, newest);
    const isNewest = participantOf(newest, userId)?.leg === told.leg;
    if (isNewest && needsLeg(told, before)) this.attachments.want(id, userId);
  }

  private mayRing(callId: string, userId: string): void {
    if (this.sockets.of(userId).some(({ hears }) => hears)) this.ringing.rang(callId, userId);
  }
}
