import { Injectable } from '@nestjs/common';
import { CallBook } from '../delivery/call-book.service';
import { CallSockets } from '../delivery/call-sockets.service';
import { participantOf } from '../machine/standing';
import { PatientChanges } from './patient-changes.service';

/** Says that a device of somebody who is called rings: once for all of them. */
@Injectable()
export class Ringing {
  private readonly underway = new Set<string>();

  constructor(
    private readonly book: CallBook,
    private readonly sockets: CallSockets,
    private readonly patient: PatientChanges,
  ) {}

  /** A socket of hers here was told that somebody calls her. */
  rang(callId: string, userId: string): void {
    const key = `${callId} ${userId}`;
    if (this.underway.has(key)) return;
    this.underway.add(key);
    const isNews = () => this.isInvited(callId, userId) && this.sockets.has(userId);
    void this.patient
      .apply(callId, { kind: 'rang', userId }, isNews)
      .finally(() => this.underway.delete(key));
  }

  private isInvited(callId: string, userId: string): boolean {
    const call = this.book.newest(callId);
    return call !== undefined && participantOf(call, userId)?.state === 'invited';
  }
}
