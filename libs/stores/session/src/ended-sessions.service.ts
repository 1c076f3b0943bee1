import { type DatabaseBroadcast, type Statements } from '@secureconnect/platform';

const channel = 'sessions.ended';

/** Who must hear of sessions that ended. */
export interface EndedListener {
  readonly onEnded: (ids: readonly string[]) => void;
  /** Heard from now on: what ended before must be read. */
  readonly onListening: () => void;
}

/** Tells all instances over PostgreSQL which sessions ended, as their end is committed. */
export class EndedSessions {
  private leave: (() => void) | undefined;

  constructor(private readonly broadcast: DatabaseBroadcast) {}

  async tell(ids: readonly string[], within: Statements): Promise<void> {
    if (ids.length > 0) await this.broadcast.publish(channel, ids.join(' '), within);
  }

  listen({ onEnded, onListening }: EndedListener): void {
    this.leave = this.broadcast.subscribe(channel, {
      onMessage: (payload) => onEnded(payload.split(' ')),
      onListening,
    });
  }

  stop(): void {
    this.leave?.();
  }
}
