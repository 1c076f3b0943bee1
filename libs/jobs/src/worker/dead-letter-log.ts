import { type Logger } from '@nestjs/common';

const silenceMs = 60_000;

/** Tells of dead letters: of each queue the first at once, then no more than their number once a minute. */
export class DeadLetterLog {
  private readonly untold = new Map<string, number>();

  constructor(
    private readonly logger: Pick<Logger, 'warn'>,
    private readonly pauseMs = silenceMs,
  ) {}

  note(queue: string, error: string, details: object): void {
    const untold = this.untold.get(queue);
    if (untold !== undefined) return void this.untold.set(queue, untold + 1);
    this.logger.warn({ msg: `A job of "${queue}" is a dead letter: ${error}`, queue, ...details });
    this.beSilent(queue);
  }

  private beSilent(queue: string): void {
    this.untold.set(queue, 0);
    setTimeout(() => this.tell(queue), this.pauseMs).unref();
  }

  private tell(queue: string): void {
    const count = this.untold.get(queue) ?? 0;
    this.untold.delete(queue);
    if (count === 0) return;
    this.logger.warn({ msg: `${count} more jobs of "${queue}" became dead letters since`, queue, count });
    this.beSilent(queue);
  }
}
