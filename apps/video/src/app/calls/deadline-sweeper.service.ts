import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  Logger,
  type OnModuleInit,
} from '@nestjs/common';
import { classifyDatabaseError, Rounds } from '@secureconnect/platform';
import { type CallRules } from '../machine/call-rules';
import { CALL_RULES } from './call-rules.constants';
import { ChangeCallAdapter } from './change-call.adapter';
import { DueCalls, type OpenCalls } from './due-calls';

const batch = 50;
const lanes = 4;

/** Ends by itself what ends by itself: any instance does, whoever's calls they are. */
@Injectable()
export class DeadlineSweeper implements OnModuleInit, BeforeApplicationShutdown {
  private readonly logger = new Logger('Deadlines');
  private readonly rounds = new Rounds({
    everyMs: 1_000,
    work: () => this.sweep(),
    logger: this.logger,
    failure: 'Nobody looks here which calls are over',
  });
  /** Until then nobody could renew in time, by this process's clock. */
  private sparedUntil = -Infinity;
  private seen: OpenCalls | undefined;
  /** Calls changed because something was over. */
  swept = 0;

  constructor(
    private readonly due: DueCalls,
    private readonly calls: ChangeCallAdapter,
    @Inject(CALL_RULES) private readonly rules: CallRules,
  ) {}

  get failing(): Rounds['failing'] {
    return this.rounds.failing;
  }

  /** How many calls are not over; undefined: nobody can say. */
  get open(): OpenCalls | undefined {
    return this.failing ? undefined : this.seen;
  }

  /** Whether leases that ran out count for nothing, because they could not be renewed. */
  get isSparing(): boolean {
    return performance.now() < this.sparedUntil;
  }

  onModuleInit(): void {
    this.rounds.start();
  }

  beforeApplicationShutdown(): Promise<void> {
    return this.rounds.stop();
  }

  private async sweep(): Promise<void> {
    try {
      await this.sweepDue();
      this.seen = await this.due.open();
    } catch (error) {
      // Infinite until PostgreSQL answers again, and for a lease from then on.
      this.sparedUntil = Infinity;
      throw error;
    }
  }

  private async sweepDue(): Promise<void> {
    for (let found = batch; found === batch && !this.rounds.isStopping;) {
      const isAway = this.sparedUntil === Infinity;
      const ids = await this.due.find(this.isSparing, batch);
      if (isAway) this.sparedUntil = performance.now() + this.rules.leaseMs;
      const ended = await this.endAll([...ids]);
      // What others are at, or what cannot be done, is looked at in the next round.
      found = ended === 0 ? 0 : ids.length;
    }
  }

  private async endAll(ids: string[]): Promise<number> {
    let ended = 0;
    const lane = async () => {
      for (let id = ids.shift(); id !== undefined; id = ids.shift()) if (await this.end(id)) ended += 1;
    };
    await Promise.all(Array.from({ length: lanes }, lane));
    this.swept += ended;
    return ended;
  }

  private async end(id: string): Promise<boolean> {
    try {
      return (await this.calls.applyIfFree(id, { kind: 'deadline' })) !== undefined;
    } catch (error) {
      if (classifyDatabaseError(error) !== undefined) throw error;
      // One that cannot be ended must not keep all the others open.
      this.logger.error(`Call ${id} does not end: ${String(error)}`);
      return false;
    }
  }
}
