import { Injectable } from '@nestjs/common';
import { ChangeCall } from '../calls/change-call.port';
import { CallBook } from '../delivery/call-book.service';
import { type CallSocket } from '../delivery/call-socket';
import { CallSockets } from '../delivery/call-sockets.service';
import { type Call } from '../machine/call';
import { isIn, participantOf } from '../machine/standing';
import { LegHolds } from './leg-holds.service';
import { LegKeeping } from './leg-keeping.service';
import { PatientChanges } from './patient-changes.service';

interface Underway {
  /** A socket asked for it: her newest one here becomes the leg, whoever is it by then. */
  isAsked: boolean;
  isWantedAgain: boolean;
  done: Promise<void>;
}

const keyOf = (callId: string, userId: string): string => `${callId} ${userId}`;

/** Makes sockets legs: the one that asks for it, or else the one that was it, or the newest one of her device here. */
@Injectable()
export class LegAttachments {
  private readonly underway = new Map<string, Underway>();
  /** How many are being made for whom, by want or because a socket asked. */
  private readonly making = new Map<string, number>();

  constructor(
    private readonly book: CallBook,
    private readonly sockets: CallSockets,
    private readonly holds: LegHolds,
    private readonly keeping: LegKeeping,
    private readonly changes: ChangeCall,
    private readonly patient: PatientChanges,
  ) {}

  /** Legs that are being made. */
  get size(): number {
    return this.making.size;
  }

  /** A leg of hers that is heard of meanwhile may be the one that is made here: who holds the one before it is no stranger to it. */
  isUnderway(callId: string, userId: string): boolean {
    return this.making.has(keyOf(callId, userId));
  }

  /**
   * A socket of hers here becomes her leg; tried until it is, another is, or she is not in the call any more. False:
   * there is none.
   */
  want(callId: string, userId: string, { isAsked = false } = {}): boolean {
    const key = keyOf(callId, userId);
    const running = this.underway.get(key);
    if (running) Object.assign(running, { isWantedAgain: true, isAsked: running.isAsked || isAsked });
    else if (this.targetOf(callId, userId, isAsked)) this.begin(key, callId, userId, isAsked);
    return this.underway.has(key);
  }

  /** This socket becomes her leg now, unless it is; rejects with the machine's refusal. */
  async resume(callId: string, socket: CallSocket): Promise<Call> {
    const { userId } = socket;
    this.sockets.prefer(socket);
    await this.underway.get(keyOf(callId, userId))?.done;
    const known = this.book.newest(callId);
    if (known && this.isLeg(known, socket)) return known;
    return this.make(callId, userId, () => this.attach(callId, socket));
  }

  private async attach(callId: string, socket: CallSocket): Promise<Call> {
    const { userId, device } = socket;
    try {
      const call = await this.changes.apply(callId, { kind: 'attach', userId, device });
      this.keeping.keep(call, socket);
      return call;
    } catch (error) {
      // It may have been committed all the same: what is heard of it must not make a stranger of the socket that asked.
      this.want(callId, userId, { isAsked: true });
      throw error;
    }
  }

  private begin(key: string, callId: string, userId: string, isAsked: boolean): void {
    const entry: Underway = { isAsked, isWantedAgain: false, done: Promise.resolve() };
    this.underway.set(key, entry);
    const attach = () => this.attachOne(entry, callId, userId);
    entry.done = this.make(callId, userId, attach).finally(() => this.underway.delete(key));
  }

  private async make<T>(callId: string, userId: string, work: () => Promise<T>): Promise<T> {
    const key = keyOf(callId, userId);
    this.making.set(key, (this.making.get(key) ?? 0) + 1);
    try {
      return await work();
    } finally {
      const others = (this.making.get(key) ?? 1) - 1;
      if (others > 0) this.making.set(key, others);
      else this.making.delete(key);
      if (others === 0) this.reviewHold(callId, userId);
    }
  }

  private async attachOne(entry: Underway, callId: string, userId: string): Promise<void> {
    do {
      entry.isWantedAgain = false;
      const call = this.book.newest(callId);
      const target = () => this.targetOf(callId, userId, entry.isAsked);
      const socket = target();
      if (!call || !socket || this.isLeg(call, socket)) return;
      const isStill = () => target() === socket;
      const insteadOf = entry.isAsked ? undefined : participantOf(call, userId)?.leg;
      const attach = { kind: 'attach', userId, device: socket.device, insteadOf } as const;
      const attached = await this.patient.apply(callId, attach, isStill);
      if (attached) this.keeping.keep(attached, socket);
      entry.isWantedAgain ||= !isStill();
    } while (entry.isWantedAgain);
  }

  /** What was heard while another leg was to be made in its place. */
  private reviewHold(callId: string, userId: string): void {
    const hold = this.holds.of(callId, userId);
    const call = this.book.newest(callId);
    if (hold && call) this.keeping.review(hold, call);
  }

  /** Of her sockets here, of the device by which she is in it: where none asked the one that was her leg, or the newest. */
  private targetOf(callId: string, userId: string, isAsked: boolean): CallSocket | undefined {
    const call = this.book.newest(callId);
    const herself = call && participantOf(call, userId);
    if (!herself || !isIn(herself) || herself.device === null) return undefined;
    const holder = isAsked ? undefined : this.holds.of(callId, userId)?.socket;
    if (holder?.hears && holder.device === herself.device) return holder;
    return this.sockets.newestOf(userId, herself.device);
  }

  private isLeg(call: Call, socket: CallSocket): boolean {
    const hold = this.holds.of(call.id, socket.userId);
    const herself = participantOf(call, socket.userId);
    return hold?.socket === socket && herself?.state === 'joined' && herself.leg === hold.leg;
  }
}
