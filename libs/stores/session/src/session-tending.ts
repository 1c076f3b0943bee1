import { setTimeout as rest } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { classifyDatabaseError } from '@secureconnect/platform';
import { type EndedSessions } from './ended-sessions.service';
import { looksPerTouch, type UseLog } from './record/use-log';
import { type SessionRecord } from './record/session-record.adapter';
import { type SessionStoreOptions } from './session-store.options';
import { type SessionTiers } from './tiers/session-tiers';

/** At the end a PostgreSQL that hangs is not waited for any longer: Redis has the uses. */
const farewellMs = 1_000;
/** More than an ended session may still be about as a copy. */
const lookBackMs = 300_000;

/** What goes on beside the requests: uses are brought to PostgreSQL, and ends that others made are heard of. */
export class SessionTending {
  private readonly logger = new Logger('Sessions');
  private timer: NodeJS.Timeout | undefined;
  private looks = 0;

  constructor(
    private readonly tiers: SessionTiers,
    private readonly log: UseLog,
    private readonly record: SessionRecord,
    private readonly endings: EndedSessions,
    private readonly options: SessionStoreOptions,
  ) {}

  start(): void {
    this.endings.listen({
      onEnded: (ids) => this.tiers.markEnded(ids),
      onListening: () => void this.catchUp(),
    });
    this.timer = setInterval(() => this.tick(), this.options.touchEveryMs / looksPerTouch).unref();
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    this.endings.stop();
    this.tiers.uncertain.stop();
    await Promise.race([this.log.flush(), rest(farewellMs, undefined, { ref: false })]);
  }

  /** While Redis is behind, PostgreSQL alone has the uses, so it has them sooner. */
  private tick(): void {
    this.tiers.opened.sweep();
    this.looks = (this.looks + 1) % looksPerTouch;
    if (this.looks === 0 || this.tiers.isBehind) void this.log.flush();
  }

  private async catchUp(): Promise<void> {
    const { activeMs, memoryOfEnded } = this.options;
    try {
      this.tiers.markEnded(await this.record.endedWithin(activeMs + lookBackMs, memoryOfEnded.maxEntries));
    } catch (error) {
      // Where PostgreSQL is away this connection is lost as well, and it is read when that is back.
      if (!classifyDatabaseError(error))
        this.logger.warn(`What ended was not read: ${(error as Error).message}`);
    }
  }
}
