import { type BeforeApplicationShutdown, Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { Rounds, tracerInUse } from '@secureconnect/platform';
import { LeftChanges } from './left-changes.port';
import { OutboxRecord, type OutboxSizes } from './outbox-record.port';

/** Longer than whoever committed them needs to tell them and to settle them. */
const leftForMs = 2_000;
const batch = 200;

/** Tells what was committed by an instance that did not live to tell it. */
@Injectable()
export class OutboxSweeper implements OnModuleInit, BeforeApplicationShutdown {
  private readonly rounds = new Rounds({
    everyMs: 1_000,
    work: () => this.look(),
    logger: new Logger('Outbox'),
    failure: 'What others left cannot be told',
  });
  private seen: OutboxSizes | undefined;
  /** Changes told for others. */
  swept = 0;

  constructor(
    private readonly record: OutboxRecord,
    private readonly left: LeftChanges,
  ) {}

  /** What lay there at the last look; undefined: the record did not answer. */
  get sizes(): OutboxSizes | undefined {
    return this.seen;
  }

  /** Why the last sweep failed. */
  get failing(): Rounds['failing'] {
    return this.rounds.failing;
  }

  onModuleInit(): void {
    this.rounds.start();
  }

  beforeApplicationShutdown(): Promise<void> {
    return this.rounds.stop();
  }

  /** Who may not sweep still says what lies there: that is when it is of interest. */
  private async look(): Promise<void> {
    await this.tellLeft().finally(() => this.measure());
  }

  private async measure(): Promise<void> {
    try {
      this.seen = await this.record.sizes();
    } catch (error) {
      this.seen = undefined;
      throw error;
    }
  }

  private async tellLeft(): Promise<void> {
    let taken = 0;
    do {
      const beganAt = Date.now();
      taken = await this.left.tell(leftForMs, batch);
      if (taken > 0) trace(taken, beganAt);
      this.swept += taken;
    } while (taken === batch && !this.rounds.isStopping);
  }
}

/** Most looks find nothing, and are not worth telling. */
function trace(rows: number, beganAt: number): void {
  const attributes = { 'secureconnect.outbox.rows': rows };
  tracerInUse()?.begin({ name: 'outbox sweep', beganAt, attributes }).end();
}
