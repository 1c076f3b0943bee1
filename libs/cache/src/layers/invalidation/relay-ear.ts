import { type InvalidationFeed } from './invalidation-feed';
import { type InvalidationRelay } from './invalidation-relay.port';
import { type Invalidations } from './invalidations';
import { type KnownInvalidations } from './known-invalidations';

/** What hearing works with. */
export interface RelayEarParts {
  readonly relay: InvalidationRelay | undefined;
  readonly feed: InvalidationFeed;
  readonly known: KnownInvalidations;
  readonly invalidations: Invalidations;
}

/**
 * Hears what other instances could not bring to the log. Whoever could hear neither the relay nor follow the log does
 * not know what was invalidated meanwhile, and distrusts what it holds.
 */
export class RelayEar {
  isListening = false;
  /** Marks. */
  heard = 0;
  private doubtsBefore = -1;
  private leave: (() => void) | undefined;

  constructor(private readonly parts: RelayEarParts) {}

  start(): void {
    this.leave = this.parts.relay?.listen({
      onMarks: (marks, id) => this.hear(marks, id),
      onListening: () => void this.listening(),
      onDeaf: () => this.deaf(),
    });
  }

  stop(): void {
    this.leave?.();
  }

  private hear(marks: readonly string[], id: string): void {
    this.heard += marks.length;
    void this.parts.invalidations.relayed(marks, id);
  }

  private deaf(): void {
    const { feed } = this.parts;
    this.isListening = false;
    this.doubtsBefore = feed.isCurrent ? feed.doubts : -1;
  }

  /** The log was followed all the while only if nobody doubted it then, and it answers now. */
  private async listening(): Promise<void> {
    const { feed, known } = this.parts;
    this.isListening = true;
    const wasFollowed = this.doubtsBefore === feed.doubts;
    if (!wasFollowed || !(await feed.confirm())) known.distrust();
  }
}
