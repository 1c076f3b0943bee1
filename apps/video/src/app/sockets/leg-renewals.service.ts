import { Inject, Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { patienceMs } from '@secureconnect/realtime';
import { saidBy } from '@secureconnect/platform';
import { CALL_RULES } from '../calls/call-rules.constants';
import { type HeldLeg } from '../calls/call-record.port';
import { CallBook } from '../delivery/call-book.service';
import { type CallRules } from '../machine/call-rules';
import { participantOf } from '../machine/standing';
import { LegAttachments } from './leg-attachments.service';
import { LegHolds } from './leg-holds.service';
import { LegKeeping } from './leg-keeping.service';

/** Vouches for the legs here, three times in the time for which that holds, all in one statement. */
@Injectable()
export class LegRenewals implements OnModuleInit, OnModuleDestroy {
  private timer: NodeJS.Timeout | undefined;
  private failures = 0;
  /** Why legs could not be vouched for the last time, and since when. */
  failing: { readonly since: Date; readonly error: string } | undefined;
  private isOver = false;

  constructor(
    private readonly book: CallBook,
    private readonly holds: LegHolds,
    private readonly keeping: LegKeeping,
    private readonly attachments: LegAttachments,
    @Inject(CALL_RULES) private readonly rules: CallRules,
  ) {}

  onModuleInit(): void {
    this.arm(this.everyMs);
  }

  onModuleDestroy(): void {
    this.isOver = true;
    clearTimeout(this.timer);
  }

  private get everyMs(): number {
    return this.rules.leaseMs / 3;
  }

  private arm(ms: number): void {
    if (!this.isOver) this.timer = setTimeout(() => void this.run(), ms).unref();
  }

  private async run(): Promise<void> {
    try {
      const legs = this.holds.all.map(({ callId, userId, leg }) => ({ callId, userId, leg }));
      const otherwise = legs.length > 0 ? await this.book.reads.renew(legs) : [];
      this.failures = 0;
      this.failing = undefined;
      for (const each of otherwise) void this.lookUp(each);
      this.arm(this.everyMs);
    } catch (error) {
      // What is late is not lost: who is put out for it is taken back in.
      this.failures += 1;
      const said = saidBy(error);
      this.failing = { since: this.failing?.since ?? new Date(), error: said };
      this.arm(Math.min(this.everyMs, patienceMs(this.failures)));
    }
  }

  /** The record knows it otherwise: it ran out unheard, or is another's. Never rejects. */
  private async lookUp({ callId, userId, leg }: HeldLeg): Promise<void> {
    await this.book.ask(userId);
    const hold = this.holds.of(callId, userId);
    const call = this.book.newest(callId);
    // The one that is made in its place is why.
    if (hold?.leg !== leg || this.attachments.isUnderway(callId, userId)) return;
    if (!call) return void this.holds.drop(hold);
    if (!this.keeping.review(hold, call)) return;
    if (participantOf(call, userId)?.state === 'reconnecting') this.attachments.want(callId, userId);
  }
}
