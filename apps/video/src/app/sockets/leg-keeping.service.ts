import { Inject, Injectable } from '@nestjs/common';
import { Drain } from '@secureconnect/platform';
import { CALL_RULES } from '../calls/call-rules.constants';
import { callWireOf } from '../calls/call-wire';
import { CallBook } from '../delivery/call-book.service';
import { type CallSocket } from '../delivery/call-socket';
import { type Call, type Participant } from '../machine/call';
import { type CallRules } from '../machine/call-rules';
import { isIn, participantOf } from '../machine/standing';
import { Relay } from '../signals/relay.service';
import { IceRefreshes } from './ice-refreshes.service';
import { type LegHold, LegHolds } from './leg-holds.service';
import { PatientChanges } from './patient-changes.service';

/** What it means that a socket here is a leg, and that it is one no longer. */
@Injectable()
export class LegKeeping {
  constructor(
    private readonly book: CallBook,
    private readonly holds: LegHolds,
    private readonly patient: PatientChanges,
    private readonly refreshes: IceRefreshes,
    private readonly relay: Relay,
    private readonly drain: Drain,
    @Inject(CALL_RULES) private readonly rules: CallRules,
  ) {}

  /** The call as it was when this socket was attached: from now on it is vouched for, and told so. */
  keep(call: Call, socket: CallSocket): void {
    const { userId } = socket;
    const herself = participantOf(call, userId);
    const before = this.holds.of(call.id, userId);
    if (!herself || !isOf(herself, socket)) return;
    // Another was faster to be the leg after this one.
    if (before && before.leg >= herself.leg) return this.overtaken(before, socket, call);
    const hold: LegHold = { callId: call.id, userId, leg: herself.leg, socket };
    this.holds.put(hold);
    if (before && before.socket !== socket) this.tellStale(before, call);
    if (!socket.socket.connected) return this.lose(hold);
    const newest = this.newestOf(call);
    if (!this.review(hold, newest)) return;
    socket.shown(call.id, newest.version);
    socket.tell('call.current', { call: callWireOf(newest) });
    this.relay.attached(call.id, userId);
    this.refreshes.follow(hold);
  }

  private overtaken(by: LegHold, socket: CallSocket, call: Call): void {
    if (by.socket !== socket) this.tellStale({ ...by, socket }, this.newestOf(call));
  }

  /** Whether it is her leg still, by the newest that was heard; if not it is let go, and told so if nobody else does. */
  review(hold: LegHold, call: Call): boolean {
    const herself = participantOf(call, hold.userId);
    if (herself && isOf(herself, hold.socket) && herself.leg <= hold.leg) return true;
    if (this.holds.drop(hold)) this.tellStale(hold, call);
    return false;
  }

  /** Its socket is gone: all are told, unless this instance goes, whose clients come back elsewhere within the lease. */
  lose(hold: LegHold): void {
    this.holds.drop(hold);
    if (this.drain.isDraining) return;
    const { callId, userId, leg } = hold;
    // After that its lease has run out by itself, whoever has swept it.
    const until = performance.now() + this.rules.leaseMs * 2;
    void this.patient.apply(callId, { kind: 'lost', userId, leg }, () => {
      const call = this.book.newest(callId);
      const isHers = !call || participantOf(call, userId)?.leg === leg;
      return isHers && performance.now() < until;
    });
  }

  private newestOf(call: Call): Call {
    const heard = this.book.newest(call.id);
    return heard && heard.version > call.version ? heard : call;
  }

  /** Who goes on with another device is told so by the machine. */
  private tellStale({ socket, userId }: LegHold, call: Call): void {
    const herself = participantOf(call, userId);
    if (herself && isOf(herself, socket) && socket.hears)
      socket.tell('call.answered_elsewhere', { call: callWireOf(call) });
  }
}

const isOf = (participant: Participant, { device }: CallSocket): boolean =>
  isIn(participant) && participant.device === device;
