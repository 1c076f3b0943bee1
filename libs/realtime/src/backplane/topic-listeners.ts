import { type Logger } from '@nestjs/common';
import { type TopicListener } from './topic';

/** A listener that throws on every notice must not fill the log. */
const complaintsEveryMs = 60_000;

/** Who listens on which topic here. What a listener throws is its own fault: it is told, and the others go on. */
export class TopicListeners {
  private readonly topics = new Map<string, Set<TopicListener<unknown>>>();
  private complainedAt = -Infinity;

  constructor(private readonly logger: Pick<Logger, 'error'>) {}

  add(topic: string, listener: TopicListener<unknown>): () => void {
    const known = this.topics.get(topic) ?? new Set();
    this.topics.set(topic, known.add(listener));
    return () => void known.delete(listener);
  }

  notice(topic: string, payload: unknown, from: string): void {
    for (const listener of this.topics.get(topic) ?? []) this.tell(() => listener.onNotice(payload, from));
  }

  gap(topic: string, from: string): void {
    for (const listener of this.topics.get(topic) ?? []) this.tell(() => listener.onGap(from));
  }

  /** Of every topic, from one node or from nobody knows whom. */
  gapEverywhere(from: string | undefined): void {
    for (const listeners of this.topics.values())
      for (const listener of listeners) this.tell(() => listener.onGap(from));
  }

  tell(work: () => unknown): void {
    try {
      const told = work();
      if (told instanceof Promise) told.catch((error: unknown) => this.complain(error));
    } catch (error) {
      this.complain(error);
    }
  }

  private complain(error: unknown): void {
    const now = performance.now();
    if (now - this.complainedAt < complaintsEveryMs) return;
    this.complainedAt = now;
    this.logger.error('A listener of a topic threw', error instanceof Error ? error.stack : String(error));
  }
}
