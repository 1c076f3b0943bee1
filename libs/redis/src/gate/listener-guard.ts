import { type Logger } from '@nestjs/common';

/** A listener that throws on every message must not fill the log. */
const complaintsEveryMs = 60_000;

/** Calls listeners: what one throws, at once or in a promise, is its own fault: it is told, and the others go on. */
export class ListenerGuard {
  private complainedAt = -Infinity;

  constructor(
    private readonly logger: Pick<Logger, 'error'>,
    private readonly whose: string,
  ) {}

  tell(listener: () => unknown): void {
    try {
      const told = listener();
      if (told instanceof Promise) told.catch((error: unknown) => this.complain(error));
    } catch (error) {
      this.complain(error);
    }
  }

  private complain(error: unknown): void {
    const now = performance.now();
    if (now - this.complainedAt < complaintsEveryMs) return;
    this.complainedAt = now;
    const said = error instanceof Error ? error.stack : String(error);
    this.logger.error(`A listener of a ${this.whose} threw`, said);
  }
}
