import { type FaultLog } from '../fault-log';

/** Tells other processes that a queue has work or room for them; of what comes while it is told, each queue once. */
export class NewsForOthers {
  private readonly untold = new Set<string>();
  private telling: Promise<void> | undefined;

  constructor(
    private readonly publish: (queue: string) => Promise<unknown>,
    private readonly faults: FaultLog,
  ) {}

  tell(queue: string): void {
    this.untold.add(queue);
    this.telling ??= this.tellAll();
  }

  /** Resolves when all is told. */
  async told(): Promise<void> {
    await this.telling;
  }

  private async tellAll(): Promise<void> {
    await Promise.resolve(); // What comes in the same turn goes together.
    for (const queue of this.untold) {
      this.untold.delete(queue);
      await this.publish(queue).catch((error) => this.faults.note(error));
    }
    this.telling = undefined;
  }
}
