import { Injectable, Logger } from '@nestjs/common';
import { type Caller } from '@secureconnect/identity';
import { DegradedMarks, RedisFree } from '@secureconnect/resilience';
import { SessionStore } from '@secureconnect/session-store';

/** Often enough for who looks when a session was last used, seldom enough to cost nothing. */
const everyMs = 60_000;
/** Beyond them the one longest not noted may be noted again. */
const most = 10_000;

/** Slides sessions on as their access tokens are used here; nobody waits for it. */
@Injectable()
export class SessionUse {
  private readonly logger = new Logger('Sessions');
  private readonly notedAt = new Map<string, number>();

  constructor(private readonly sessions: SessionStore) {}

  /** Notes a use, at most once a minute for a session. */
  note({ sessionId: id }: Pick<Caller, 'sessionId'>): void {
    const now = performance.now();
    if (id === undefined || now - (this.notedAt.get(id) ?? -Infinity) < everyMs) return;
    this.notedAt.delete(id);
    if (this.notedAt.size >= most) this.notedAt.delete(this.notedAt.keys().next().value as string);
    this.notedAt.set(id, now);
    void this.slide(id);
  }

  /** With marks of its own: what it meets is no part of the answer. */
  @RedisFree('sessions.slide', 'sessions', { guarantee: 'noted later, or with the next use' })
  private async slide(id: string): Promise<void> {
    try {
      await new DegradedMarks().run(() => this.sessions.touch(id));
    } catch (error) {
      // A refresh slides it on as well, and is what a session lives by.
      this.logger.debug(`A use was not noted: ${String(error)}`);
    }
  }
}
