import { Injectable, Logger } from '@nestjs/common';
import { classifyDatabaseError } from '@secureconnect/platform';
import { SweepTally } from './sweep-tally';

/** Does the work for one thing, so that what cannot be done for it keeps nothing else from being done. */
@Injectable()
export class SweepItem {
  private readonly logger = new Logger('SweepStorage');

  constructor(private readonly tally: SweepTally) {}

  /** False: it failed and is tried again; throws where PostgreSQL is what fails, for then nothing more can be done. */
  async try(what: string, work: () => Promise<void>): Promise<boolean> {
    try {
      await work();
      return true;
    } catch (error) {
      if (classifyDatabaseError(error) !== undefined) throw error;
      this.tally.count('failed');
      this.logger.warn(`${what}: ${error instanceof Error ? error.message : String(error)}`);
      return false;
    }
  }
}
