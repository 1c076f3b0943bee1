import { AsyncResource } from 'node:async_hooks';
import { type BackplaneCounts } from './backplane-counts';
import { type BackplaneOptions } from './backplane.options';
import { type Carriers } from './carriers';
import { KeptNotices, type SaidNotice } from './kept-notices';
import { encodeNotices, takeBatch } from './notice-batch';

/** More would only make smaller frames: who hears a later one waits for the earlier all the same. */
const mostUnderWay = { redis: 2, postgres: 1 };

/** What the sender works with. */
export interface SenderSurroundings {
  readonly carriers: Carriers;
  readonly counts: BackplaneCounts;
  readonly options: BackplaneOptions;
  /** Puts the head of this node before what it says to everybody. */
  readonly frame: (body: string) => string;
  readonly someoneIsDeaf: () => boolean;
  readonly failed: (error: unknown) => void;
}

/** Says what this node has to say: all of one turn together, in order, and never more at once than is good. */
export class NoticeSender {
  readonly kept: KeptNotices;
  private readonly numbers = new Map<string, number>();
  private readonly told: Record<string, number> = {};
  private queue: SaidNotice[] = [];
  private underWay = 0;
  private isScheduled = false;
  private whenIdle: (() => void)[] = [];
  // Not in the name of the request in which the first of a turn was said.
  private readonly flush = AsyncResource.bind(() => this.send());

  constructor(private readonly around: SenderSurroundings) {
    this.kept = new KeptNotices(around.options);
  }

  /** How far each series has been told. */
  get last(): Readonly<Record<string, number>> {
    return this.told;
  }

  say(topic: string, payload: string): void {
    const number = (this.numbers.get(topic) ?? 0) + 1;
    this.numbers.set(topic, number);
    const notice = { topic, number, payload, at: performance.now() };
    this.kept.add(notice);
    this.queue.push(notice);
    if (this.queue.length > this.around.options.mostKept) this.drop();
    if (this.isScheduled) return;
    this.isScheduled = true;
    process.nextTick(this.flush);
  }

  /** Resolves when all that was said is told, or could not be. */
  idle(): Promise<void> {
    if (this.queue.length === 0 && this.underWay === 0) return Promise.resolve();
    return new Promise((resolve) => this.whenIdle.push(resolve));
  }

  private send(): void {
    this.isScheduled = false;
    const { carriers } = this.around;
    const most = carriers.isAway ? mostUnderWay.postgres : mostUnderWay.redis;
    while (this.queue.length > 0 && this.underWay < most) void this.tell(takeBatch(this.queue));
    if (this.underWay === 0) for (const resolve of this.whenIdle.splice(0)) resolve();
  }

  private async tell(batch: readonly SaidNotice[]): Promise<void> {
    const { carriers, counts, frame, someoneIsDeaf, failed } = this.around;
    const text = frame(encodeNotices(batch));
    for (const { topic, number } of batch) this.told[topic] = number;
    this.underWay += 1;
    try {
      if (someoneIsDeaf() && !carriers.isAway) carriers.tellBeside(text);
      counts.told[(await carriers.tell(text)) ?? 'nobody'] += batch.length;
    } catch (error) {
      counts.told.nobody += batch.length;
      failed(error);
    } finally {
      this.underWay -= 1;
    }
    this.send();
  }

  private drop(): void {
    const [dropped] = this.queue.splice(0, 1);
    if (!dropped) return;
    this.around.counts.dropped += 1;
    this.told[dropped.topic] = dropped.number;
  }
}
