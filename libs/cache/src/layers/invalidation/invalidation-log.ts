import { type CallOptions, type RedisGate, type RunOptions } from '@secureconnect/redis';
import { appendToLog, type LogPage, type LogPlace, readLog, readMarks } from './log-scripts';
import { type KnownInvalidations } from './known-invalidations';
import { everything } from './marks';

/** Where the log is, and what it keeps. */
export interface InvalidationLogOptions {
  readonly prefix: string;
  readonly maxMarks: number;
  /** No entry lives longer than this; marks that are older say nothing any more. */
  readonly longestMs: number;
}

/** All marks of one call share a number and must fit a page. */
const marksAtOnce = 500;
const pageSize = 5_000;
/** `#` and `~` are no marks. */
const isMark = (mark: string): boolean => mark !== '#' && mark !== '~';

/** The invalidations of all instances in one order, in Redis. */
export class InvalidationLog {
  readonly channel: string;
  private readonly key: string;

  constructor(
    private readonly gate: RedisGate,
    private readonly known: KnownInvalidations,
    private readonly options: InvalidationLogOptions,
  ) {
    this.key = `${options.prefix}{invalidations}`;
    this.channel = `${options.prefix}invalidations`;
  }

  /**
   * Has every entry with one of these marks void everywhere; gives the number. May be repeated; under one operation id,
   * for marks of one page, by as many as like, it is done once.
   */
  async append(marks: readonly string[], call: RunOptions = {}): Promise<number> {
    let number = this.known.last;
    for (let at = 0; at < marks.length; at += marksAtOnce) {
      const some = marks.slice(at, at + marksAtOnce);
      const { born } = this.known.origin;
      const place = await this.write(some, call);
      number = place.number;
      for (const mark of some) this.known.settle(mark, number, born);
      // The channel would say so too, but later, and what is loaded meanwhile would be void.
      if (place.before > 0 && place.before <= this.known.last)
        this.known.last = Math.max(this.known.last, number);
    }
    return number;
  }

  /** Learns what was missed. A log that lost something gets it again, one that is gone is begun anew. */
  async catchUp(call: CallOptions = {}): Promise<void> {
    const { known } = this;
    // What is heard while the log is read may be newer than what is read.
    const { last } = known;
    let page = await this.page(call);
    if (page.last === 0 || last === 0) return this.begin(page, call);
    if (page.last < last) return this.repair(page, call);
    while (page.marks.length > 0) {
      for (const [mark, number] of page.marks) if (isMark(mark)) known.hear(mark, number);
      const isWhole = page.marks.length < pageSize;
      // The last number of a full page may have more marks than the page had room for.
      known.last = Math.max(known.last, isWhole ? page.last : (page.marks.at(-1)?.[1] ?? 0) - 1);
      if (isWhole) break;
      page = await this.page(call);
    }
    known.floor = Math.max(known.floor, page.floor);
  }

  /** Learns of single marks what happened before this instance listened. */
  async learn(marks: readonly string[], call: CallOptions = {}): Promise<void> {
    const numbers = await this.gate.run(readMarks, { log: this.key }, { marks }, call);
    marks.forEach((mark, at) => this.known.learn(mark, numbers[at] ?? 0));
  }

  private page(call: CallOptions): Promise<LogPage> {
    const args = { known: this.known.last, limit: pageSize };
    return this.gate.run(readLog, { log: this.key }, args, call);
  }

  /** Nothing is known of what came before: entries from then are looked up mark by mark, or are void. */
  private async begin({ last, floor }: LogPage, call: CallOptions): Promise<void> {
    const number = last === 0 ? (await this.write([], call)).number : last;
    this.known.begin(number, last === 0 ? number : floor);
  }

  /** A master that lags behind has taken over: what it never heard of is told to it by who did. */
  private async repair({ last }: LogPage, call: CallOptions): Promise<void> {
    const lost = this.known.after(last);
    await this.append(lost.length > 0 ? lost : [everything], call);
  }

  private async write(marks: readonly string[], call: RunOptions): Promise<LogPlace> {
    const { known, channel } = this;
    const { longestMs, maxMarks } = this.options;
    const args = { known: known.last, channel, keptUs: longestMs * 1_000, maxMarks, marks };
    return this.gate.run(appendToLog, { log: this.key }, args, call);
  }
}
