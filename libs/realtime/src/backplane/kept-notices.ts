import { type BackplaneOptions } from './backplane.options';

/** One notice as it was said; the payload is JSON. */
export interface SaidNotice {
  readonly topic: string;
  readonly number: number;
  readonly payload: string;
  readonly at: number;
}

/** What this node said lately, for whoever did not hear it. */
export class KeptNotices {
  private list: SaidNotice[] = [];
  private head = 0;
  private length = 0;

  constructor(private readonly options: BackplaneOptions) {}

  add(notice: SaidNotice): void {
    this.list.push(notice);
    this.length += notice.payload.length;
    this.forgetOld(notice.at);
  }

  /** Those of a topic that are still kept, in their order. */
  find(topic: string, from: number, upTo: number, now: number): SaidNotice[] {
    this.forgetOld(now);
    const isWanted = (each: SaidNotice): boolean =>
      each.topic === topic && each.number >= from && each.number <= upTo;
    return this.list.slice(this.head).filter(isWanted);
  }

  forgetOld(now: number): void {
    const { mostKept, mostKeptLength, keptMs } = this.options;
    for (let first = this.list[this.head]; first; first = this.list[this.head]) {
      const isTooMuch = this.list.length - this.head > mostKept || this.length > mostKeptLength;
      if (!isTooMuch && now - first.at <= keptMs) break;
      this.length -= first.payload.length;
      this.head += 1;
    }
    if (this.head * 2 < this.list.length) return;
    this.list = this.list.slice(this.head);
    this.head = 0;
  }
}
