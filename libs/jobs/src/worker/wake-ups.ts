import { Injectable } from '@nestjs/common';

/** Who is to be told that there is work. */
export interface WakeUpListener {
  /** These queues have jobs that may be claimed. */
  ready(names: readonly string[]): void;
  /** A job will be due in so many milliseconds. */
  dueIn(ms: number): void;
}

/** Carries the news of work from whoever made it to whoever does it, within this process. */
@Injectable()
export class WakeUps {
  private readonly listeners = new Set<WakeUpListener>();

  subscribe(listener: WakeUpListener): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  ready(names: readonly string[]): void {
    for (const listener of this.listeners) listener.ready(names);
  }

  dueIn(ms: number): void {
    for (const listener of this.listeners) listener.dueIn(ms);
  }
}
