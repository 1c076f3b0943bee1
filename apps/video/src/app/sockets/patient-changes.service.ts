import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { errorCodes } from '@secureconnect/contracts';
import { ProblemError } from '@secureconnect/platform';
import { setTimeout as sleep } from 'node:timers/promises';
import { patienceMs } from '@secureconnect/realtime';
import { ChangeCall, type Happening } from '../calls/change-call.port';
import { DeliveryTally } from '../delivery/delivery-tally';
import { type Call } from '../machine/call';

/** What happens to calls by itself: nobody waits for it, so it is tried until it is done or matters no longer. */
@Injectable()
export class PatientChanges implements OnModuleDestroy {
  private isOver = false;

  constructor(
    private readonly changes: ChangeCall,
    private readonly tally: DeliveryTally,
  ) {}

  /** Gives the call as it is after that; undefined: it was refused, or matters no longer. Never rejects. */
  async apply(callId: string, happening: Happening, matters: () => boolean): Promise<Call | undefined> {
    for (let failures = 1; !this.isOver && matters(); failures += 1) {
      try {
        return await this.changes.apply(callId, happening);
      } catch (error) {
        if (isRefusal(error)) return undefined;
        this.tally.recordFailed(error);
      }
      await sleep(patienceMs(failures), undefined, { ref: false });
    }
    return undefined;
  }

  onModuleDestroy(): void {
    this.isOver = true;
  }
}

/** Asking again would be answered the same. */
const isRefusal = (error: unknown): boolean =>
  error instanceof ProblemError && errorCodes[error.code].status < 500;
