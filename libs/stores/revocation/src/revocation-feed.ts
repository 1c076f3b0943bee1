import { setImmediate as breathe } from 'node:timers/promises';
import { type DatabaseBroadcast } from '@secureconnect/platform';
import { type RedisGate } from '@secureconnect/redis';
import { Subject } from 'rxjs';
import { CatchUp } from './catch-up';
import { KnownNumbers } from './known-numbers';
import { entryOf, type NumberedRevocation, type RevocationRange } from './numbered-revocation';
import { decodeRange, revocationChannel } from './revocation-message';
import { type RevocationMirror } from './revocation-mirror';
import { type RevocationRecord } from './revocation-record';
import { type RevocationOptions } from './revocation.options';
import { type RevocationEntry } from './revocation.store';

/** What the mirror is fed from. */
export interface FeedSurroundings {
  readonly record: RevocationRecord;
  readonly mirror: RevocationMirror;
  readonly broadcast: DatabaseBroadcast;
  readonly gate: RedisGate;
  /** Calls back whenever PostgreSQL has let in somebody of this process. */
  readonly onAnswer: (listener: () => void) => () => void;
  /** Whether what is revoked is told over Redis at once, as far as is known here. */
  readonly isRedisRelied: () => boolean;
  readonly options: RevocationOptions;
}

const pageSize = 500;
/** What is taken in between two breaths of the event loop. */
const atOnce = 250;

/**
 * Keeps the mirror current: it hears of revocations over PostgreSQL and over Redis, notices by their numbers what it did
 * not hear of, and reads that from the record.
 */
export class RevocationFeed {
  readonly revoked$ = new Subject<RevocationEntry>();
  /** Heard from PostgreSQL, and not yet over Redis. */
  readonly told$ = new Subject<RevocationRange>();
  /** All of the record up to now was read. */
  readonly caughtUp$ = new Subject<void>();
  private readonly numbers = new KnownNumbers();
  private readonly reading: CatchUp;
  private isListening = false;
  private isHeardOverRedis = false;
  /** PostgreSQL has proved that what was recorded before this moment is known here, however little is heard since. */
  private knownUntil = -Infinity;
  /** When that was last proved in time to be of use. */
  private provedAt = -Infinity;
  private patience: NodeJS.Timeout | undefined;
  private beat: NodeJS.Timeout | undefined;
  private groping: NodeJS.Timeout | undefined;
  private hasRead = false;
  private seen = { isSound: false, since: new Date() };
  private unsubscribe: readonly (() => void)[] = [];
  /** The highest number that went over Redis. */
  toldOverRedis = 0;
  /** How often something was missed. */
  gaps = 0;

  constructor(private readonly around: FeedSurroundings) {
    this.reading = new CatchUp({
      load: () => this.load(),
      done: () => this.caughtUp$.next(),
    });
  }

  /** Everything up to this number is known here. */
  get seq(): number {
    return this.numbers.seq;
  }

  get lag(): number {
    return this.numbers.lag;
  }

  /** All revocations up to `seq` are in memory, and no higher number has been heard of. */
  get isWhole(): boolean {
    return this.hasRead && this.numbers.lag === 0 && this.around.mirror.isComplete;
  }

  /** Whether memory may be believed: all are in it but those of the last moments, and that is proved. */
  get isCurrent(): boolean {
    return this.isProven && this.isGapless && this.isWhole;
  }

  /** What was revoked more than a moment ago is known, or heard at once over a Redis that is relied on. */
  get isInformed(): boolean {
    return this.isProven || this.isToldByRedis;
  }

  /** Why memory cannot be believed for long; undefined: it can. */
  get trouble(): string | undefined {
    if (!this.isListening) return 'PostgreSQL is not heard';
    if (!this.reading.isDone) return 'what may have been missed is being read';
    if (this.numbers.lag > 0) return `${this.numbers.lag} revocations were missed and are being read`;
    if (performance.now() - this.provedAt > this.around.options.headCheckMs)
      return 'PostgreSQL is heard late';
    return this.around.mirror.isComplete ? undefined : 'there are more revocations than memory may hold';
  }

  /** Whether there is no trouble, and since when: as last looked at, at every beat and whenever somebody asks. */
  get condition(): { readonly isSound: boolean; readonly since: Date } {
    const isSound = this.trouble === undefined;
    if (this.seen.isSound !== isSound) this.seen = { isSound, since: new Date() };
    return this.seen;
  }

  start(): void {
    const { broadcast, gate, onAnswer, options, mirror } = this.around;
    this.unsubscribe = [
      broadcast.subscribe(revocationChannel, {
        onMessage: (message) => this.hearMessage(message, 'postgres'),
        onListening: () => {
          this.isListening = true;
          this.reading.want();
        },
        onProof: (saidBefore) => this.isGapless && this.proved(saidBefore),
        onDeaf: () => (this.isListening = false),
      }),
      onAnswer(() => this.answered()),
      gate.subscribe(revocationChannel, {
        onMessage: (message) => this.hearMessage(message, 'redis'),
        onListening: () => (this.isHeardOverRedis = true),
        onDeaf: () => (this.isHeardOverRedis = false),
      }),
    ];
    this.beat = setInterval(() => {
      mirror.sweep();
      void this.condition;
      this.reading.look();
    }, options.headCheckMs).unref();
    this.groping = setInterval(() => {
      if (!this.isListening) this.reading.look();
    }, options.deafCheckMs).unref();
    this.reading.want();
  }

  close(): void {
    clearInterval(this.beat);
    clearInterval(this.groping);
    clearTimeout(this.patience);
    this.reading.close();
    for (const leave of this.unsubscribe) leave();
    this.revoked$.complete();
    this.told$.complete();
    this.caughtUp$.complete();
  }

  /** Something may have been recorded that nobody told. */
  doubt(): void {
    this.reading.want();
  }

  /**
   * Statements are answered again, whether or not PostgreSQL is heard: what was missed is read without waiting. Whoever
   * merely hears late missed nothing, and a reading would only keep from its sockets what Redis tells in time.
   */
  private answered(): void {
    if (!this.isListening || !this.isGapless) this.reading.want();
  }

  /** Reads what memory lacks, beside all other readings; true: memory has all that was recorded before this was asked. */
  async fill(): Promise<boolean> {
    const { record, mirror } = this.around;
    if (!this.hasRead || !mirror.isComplete) return false;
    const [seq, begunAt] = [this.numbers.seq, performance.now()];
    const { head, entries } = await record.after(seq, pageSize);
    if (head < seq || entries.length === pageSize || !this.hasRead) return false;
    this.hear({ from: seq + 1, to: head, entries });
    this.proved(begunAt);
    return mirror.isComplete;
  }

  /** Takes in what was recorded. */
  hear({ entries = [], to }: RevocationRange): void {
    for (const entry of entries) this.take(entry);
    this.numbers.exists(to);
    if (this.numbers.lag > 0) this.wait();
  }

  private get isProven(): boolean {
    return performance.now() - this.knownUntil <= this.around.options.informedMs;
  }

  private get isToldByRedis(): boolean {
    return this.isHeardOverRedis && this.around.isRedisRelied() && this.isGapless;
  }

  /** Nothing was missed that has not been read since. */
  private get isGapless(): boolean {
    return this.hasRead && this.reading.isDone && this.numbers.lag === 0;
  }

  private proved(saidBefore: number): void {
    this.knownUntil = Math.max(this.knownUntil, saidBefore);
    if (this.isProven) this.provedAt = performance.now();
  }

  private hearMessage(message: string, over: 'postgres' | 'redis'): void {
    const range = decodeRange(message);
    if (!range) return this.doubt(); // As another version says it: what it says is in the record.
    this.hear(range);
    if (over === 'redis') this.toldOverRedis = Math.max(this.toldOverRedis, range.to);
    else if (range.to > this.toldOverRedis) this.told$.next(range);
  }

  private take(revocation: NumberedRevocation): void {
    if (!this.numbers.take(revocation)) return;
    this.around.mirror.add(revocation);
    this.revoked$.next(entryOf(revocation));
  }

  /** What is missing may have been overtaken, and come by itself. */
  private wait(): void {
    this.patience ??= setTimeout(() => {
      this.patience = undefined;
      if (this.numbers.lag === 0) return;
      this.gaps += 1;
      this.reading.want();
    }, this.around.options.gapPatienceMs).unref();
  }

  private async load(): Promise<void> {
    const { record } = this.around;
    const { seq, highest } = this.numbers;
    const begunAt = performance.now();
    for (let after = seq; ;) {
      const { head, entries } = await record.after(after, pageSize);
      if (head < seq) return this.startAgain();
      for (let at = 0; at < entries.length; at += atOnce) {
        for (const entry of entries.slice(at, at + atOnce)) this.take(entry);
        await breathe();
      }
      after = entries.at(-1)?.seq ?? after;
      if (entries.length === pageSize) continue;
      this.numbers.reach(head);
      this.numbers.settle(head, highest);
      this.hasRead = true;
      this.proved(begunAt);
      return;
    }
  }

  /** The record was set back: what memory holds stays revoked, and what the record holds is read from its beginning. */
  private startAgain(): Promise<void> {
    this.numbers.reset();
    this.hasRead = false;
    return this.load();
  }
}
