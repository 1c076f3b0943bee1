import { type BackplaneCounts } from './backplane-counts';
import { type BackplaneOptions } from './backplane.options';
import { type Ask, type NoticeRun, type Pulse } from './frame';
import { IncomingSeries } from './incoming-series';
import { SenderClock } from './sender-clock';
import { type TopicListeners } from './topic-listeners';

/** What a peer is known with. */
export interface PeerSurroundings {
  readonly options: BackplaneOptions;
  readonly counts: BackplaneCounts;
  readonly listeners: TopicListeners;
}

/** Another node, as this one knows it. */
export class Peer {
  heardAt = -Infinity;
  isDeaf = false;
  isGone = true;
  /** It said goodbye, and will not be back. */
  hasLeft = false;
  private readonly series = new Map<string, IncomingSeries>();
  private readonly clock = new SenderClock();

  constructor(
    readonly node: string,
    /** It began after this node did, so all it ever said concerns us. */
    private readonly isYounger: boolean,
    private readonly around: PeerSurroundings,
  ) {}

  get lacks(): boolean {
    for (const series of this.series.values()) if (series.lacks) return true;
    return false;
  }

  lateness(at: number, now: number): number {
    return this.clock.lateness(at, now);
  }

  take(runs: readonly NoticeRun[], isLate: boolean, now: number): void {
    for (const [topic, first, payloads] of runs) {
      const series = this.seriesOf(topic, first);
      if (!isLate) {
        series.take(first, payloads, now);
        continue;
      }
      this.around.counts.late += payloads.length;
      series.lose(first + payloads.length);
    }
  }

  hear({ last, deaf }: Pulse, now: number): void {
    this.isDeaf = deaf;
    for (const [topic, number] of Object.entries(last)) this.seriesOf(topic, number + 1).exists(number, now);
  }

  lost(topic: string, before: number): void {
    this.series.get(topic)?.lose(before);
  }

  /** What is to be asked of it now. */
  wants(now: number): Ask[] {
    const wanted: Ask[] = [];
    for (const [topic, series] of this.series) {
      const range = series.want(now, this.isGone);
      if (range) wanted.push({ kind: 'ask', topic, ...range });
    }
    return wanted;
  }

  /** A series that was there before us begins for us with what is heard of it first. */
  private seriesOf(topic: string, first: number): IncomingSeries {
    const known = this.series.get(topic);
    if (known) return known;
    const { options, counts, listeners } = this.around;
    const series = new IncomingSeries(this.isYounger ? 1 : first, options, {
      onNotice: (payload) => {
        counts.delivered += 1;
        listeners.notice(topic, payload, this.node);
      },
      onGap: () => {
        counts.gaps += 1;
        listeners.gap(topic, this.node);
      },
      onDuplicate: () => (counts.duplicates += 1),
    });
    this.series.set(topic, series);
    return series;
  }
}
