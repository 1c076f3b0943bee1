import { randomUUID } from 'node:crypto';
import { type CallOptions, type RedisGate, type RunOptions } from '@secureconnect/redis';
import { appendToLog, type LogPage, type LogPlace, readLog, readMarks } from './log-scripts';
import { type KnownInvalidations } from './known-invalidations';
import { everything, inParts, witnessMark } from './marks';
import { partedMarks } from './parted-marks';

/** Where the log is, and what it keeps. */
export interface InvalidationLogOptions {
  readonly prefix: string;
  readonly maxMarks: number;
  /** No entry lives longer than this; marks that are older say nothing any more. */
  readonly longestMs: number;
}

const pageSize = 5_000;
/** In microseconds. */
const mostChance = 1_000;
/** `#`, `~` and what begins with `^` are none. */
const isMark = (member: string): boolean => member[1] === ':' || member === everything;

/** Asks Redis once, with a deadline of its own; undefined where it did not answer. */
export type LogStep = <T>(ask: (call: CallOptions) => Promise<T>) => Promise<T | undefined>;

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
   * Has every entry with one of these marks, one part of them, void everywhere; gives the number. May be repeated; under
   * one operation id, by as many as like, it is done once.
   */
  async append(marks: readonly string[], call: RunOptions = {}): Promise<number> {
    const { known } = this;
    const { born } = known.origin;
    const { number, before } = await this.write(marks, call);
    for (const mark of marks) known.settle(mark, number, born);
    // The channel would say so too, but later, and what is loaded meanwhile would be void.
    if (before > 0 && before === known.last) known.last = number;
    return number;
  }

  /**
   * Learns what was missed; false where a step was not answered. A log that lost something gets it again; nothing from
   * before one that was begun anew is served.
   */
  async catchUp(step: LogStep): Promise<boolean> {
    const { known } = this;
    // What is heard while the log is read may be newer than what is read.
    const { last } = known;
    const page = await step((call) => this.page(last, call));
    if (!page) return false;
    if (last === 0) return this.begin(step);
    if (!page.isKnown) return this.rejoin(step);
    const hear = ({ marks }: LogPage, upTo: number): void => {
      for (const [mark, number] of marks) if (isMark(mark)) known.hear(mark, number);
      known.last = Math.max(known.last, upTo);
    };
    const end = await this.read({ from: last, page }, step, hear);
    if (end) known.floor = Math.max(known.floor, end.floor);
    return end !== undefined;
  }

  /** Learns of single marks what happened before this instance listened. */
  async learn(marks: readonly string[], call: CallOptions = {}): Promise<void> {
    const numbers = await this.gate.run(readMarks, { log: this.key }, { marks }, call);
    marks.forEach((mark, at) => this.known.learn(mark, numbers[at] ?? 0));
  }

  /** Page by page, with the number that each is whole up to; gives the last one. */
  private async read(
    { from, page: first }: { readonly from: number; readonly page?: LogPage },
    step: LogStep,
    take: (page: LogPage, upTo: number) => void,
  ): Promise<LogPage | undefined> {
    let page = first;
    for (let at = from; ; page = undefined) {
      page ??= await step((call) => this.page(at, call));
      if (!page) return undefined;
      const isWhole = page.marks.length < pageSize;
      // The last number of a full page may have more marks than the page had room for.
      at = isWhole ? page.last : (page.marks.at(-1)?.[1] ?? 0) - 1;
      take(page, at);
      if (isWhole) return page;
    }
  }

  private page(known: number, call: CallOptions): Promise<LogPage> {
    return this.gate.run(readLog, { log: this.key }, { known, limit: pageSize }, call);
  }

  /** Nothing is known of what came before: entries from then are looked up mark by mark, or are void. */
  private async begin(step: LogStep): Promise<boolean> {
    const { known } = this;
    const witness = witnessMark(randomUUID());
    const place = await step((call) => this.write([witness], call));
    if (!place) return false;
    known.begin(place.number, place.floor);
    known.hear(witness, place.number);
    return true;
  }

  /**
   * What is known here may be of another log than this one: an older copy, or a replica that lagged, has taken over. What
   * either has that the other does not is told again. Whoever appends meanwhile comes after the witness.
   */
  private async rejoin(step: LogStep): Promise<boolean> {
    const { known } = this;
    const { last } = known;
    const place = await step((call) => this.write([witnessMark(randomUUID())], call));
    const marks = new Map<string, number>();
    const take = (page: LogPage): void =>
      page.marks.forEach(([mark, number]) => void (isMark(mark) && marks.set(mark, number)));
    const end = place && (await this.read({ from: 0 }, step, take));
    if (!end) return false;
    const from = Math.max(end.floor, place.number - this.options.longestMs * 1_000);
    for (const some of inParts(partedMarks({ marks, from, to: place.number }, known, last)))
      if ((await step((call) => this.append(some, call))) === undefined) return false;
    for (const [mark, number] of marks) known.hear(mark, number);
    known.last = Math.max(known.last, place.number);
    known.floor = Math.max(known.floor, end.floor);
    return true;
  }

  private async write(marks: readonly string[], call: RunOptions): Promise<LogPlace> {
    const { known, channel } = this;
    const { longestMs, maxMarks } = this.options;
    const chance = 1 + Math.floor(Math.random() * mostChance);
    const args = { known: known.newest, chance, channel, keptUs: longestMs * 1_000, maxMarks, marks };
    return this.gate.run(appendToLog, { log: this.key }, args, call);
  }
}
