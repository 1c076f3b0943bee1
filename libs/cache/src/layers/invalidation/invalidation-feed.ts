import { type RedisGate } from '@secureconnect/redis';
import { type FailoverStore } from '@secureconnect/resilience';
import { type BackgroundFailures } from '../load/background-failures';
import { type InvalidationLog, type LogStep } from './invalidation-log';
import { type KnownInvalidations } from './known-invalidations';

/** How closely the log is followed. */
export interface InvalidationFeedOptions {
  /** Between two looks at the log, whatever was heard meanwhile. */
  readonly heartbeatMs: number;
  /** After so long without a look at the log nobody is served without one. */
  readonly maxSilenceMs: number;
}

/** What a feed works with. */
export interface InvalidationFeedParts {
  readonly gate: RedisGate;
  readonly store: FailoverStore;
  readonly log: InvalidationLog;
  readonly known: KnownInvalidations;
  readonly failures: BackgroundFailures;
}

interface Message {
  readonly before: number;
  readonly number: number;
  readonly marks: readonly string[];
}

/**
 * Follows the log. What is said on the channel is a hint that comes early; the log itself is looked at with every
 * heartbeat, so that a channel that is deaf, with or without knowing it, costs time and no correctness.
 */
export class InvalidationFeed {
  /** Nothing that the log had at the last heartbeat is unknown here. */
  isCurrent = false;
  /** How often it was no more. */
  doubts = 0;
  private confirming: Promise<boolean> | undefined;
  private heartbeat: NodeJS.Timeout | undefined;
  private silence: NodeJS.Timeout | undefined;
  private leave: (() => void) | undefined;
  private isClosed = false;

  constructor(
    private readonly parts: InvalidationFeedParts,
    private readonly options: InvalidationFeedOptions,
  ) {}

  start(): void {
    const { gate, log } = this.parts;
    this.leave = gate.subscribe(log.channel, {
      onMessage: (message) => this.hear(message),
      onListening: () => void this.confirm(),
      onDeaf: () => void this.confirm(),
    });
    void this.beat();
  }

  /** Looks at the log, once for all who ask meanwhile; false where Redis did not answer. Never fails. */
  confirm(): Promise<boolean> {
    this.confirming ??= this.look(true).finally(() => (this.confirming = undefined));
    return this.confirming;
  }

  /** What was known of the log is not to be relied on: the next who asks looks first. */
  doubt(): void {
    this.doubts += 1;
    this.isCurrent = false;
  }

  stop(): void {
    this.isClosed = true;
    clearTimeout(this.heartbeat);
    clearTimeout(this.silence);
    this.leave?.();
  }

  /** What nobody waits for is not counted as served by another tier. */
  private async look(isAwaited: boolean): Promise<boolean> {
    const step: LogStep = (ask) =>
      this.parts.store.call('cache.follow', {
        kind: 'read',
        redis: ({ leftMs }) => ask({ deadlineMs: leftMs }),
        ...(isAwaited && { memory: () => undefined }),
      });
    try {
      const isSeen = await this.parts.log.catchUp(step);
      if (isSeen) this.confirmed();
      return isSeen;
    } catch (error) {
      this.parts.failures.ofRedis('following invalidations')(error);
      // Entries are served as they are known until the log can be asked.
      return false;
    }
  }

  private confirmed(): void {
    if (this.isClosed) return;
    this.isCurrent = true;
    if (this.silence) this.silence.refresh();
    else this.silence = setTimeout(() => this.doubt(), this.options.maxSilenceMs).unref();
  }

  private async beat(): Promise<void> {
    await this.look(false);
    if (this.isClosed) return;
    const wait = this.options.heartbeatMs * (0.8 + Math.random() * 0.2);
    this.heartbeat = setTimeout(() => void this.beat(), wait).unref();
  }

  /** What comes after something else than the last number known here is heard, and followed by a look at the log. */
  private hear(text: string): void {
    const message = parse(text);
    if (!message) return void this.confirm();
    const { known } = this.parts;
    const { before, number, marks } = message;
    // Known already; or not of the log that is known, which the next look notices.
    if (number <= known.last) return;
    for (const mark of marks) known.hear(mark, number);
    if (before === 0 || before !== known.last) void this.confirm();
    else known.last = number;
  }
}

/** Undefined for what this version cannot read. */
function parse(text: string): Message | undefined {
  const [before = '', number = ''] = text.split(' ', 2);
  try {
    const marks: unknown = JSON.parse(text.slice(before.length + number.length + 2));
    // An empty list is an object in Lua.
    return { before: Number(before), number: Number(number), marks: Array.isArray(marks) ? marks : [] };
  } catch {
    return undefined;
  }
}
