import { type Logger } from '@nestjs/common';
import { ListenerGuard } from '@secureconnect/redis';
import { type TopicListener } from './topic';

/** Who listens on which topic here. What a listener throws is its own fault: it is told, and the others go on. */
export class TopicListeners {
  private readonly topics = new Map<string, Set<TopicListener<unknown>>>();
  private readonly guard: ListenerGuard;

  constructor(logger: Pick<Logger, 'error'>) {
    this.guard = new ListenerGuard(logger, 'topic');
  }

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
    this.guard.tell(work);
  }
}
