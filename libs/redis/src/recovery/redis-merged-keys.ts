import { type CallDeadline, type MergeRule, remainingPx } from '@secureconnect/resilience';
import { type RedisGate } from '../gate/redis-gate';
import { hashSlot } from '../script/hash-slot';
import { HeldStates } from './held-states';
import { KeyNotMergedError } from './key-not-merged.error';
import { MergeContendedError } from './merge-contended.error';
import { inHalves, partsOf } from './merge-parts';
import { replaceHeld, writeAbsent } from './merge-scripts';
import { ReplacedKeys } from './replaced-keys';
import { shortKey } from './short-key';
import { jsonCodec, type StateCodec } from './state-codec';

/** One state under its key. */
export interface KeyedState<S> {
  readonly key: string;
  readonly state: S;
}

/** Where states are held in Redis, and how they merge. */
export interface RedisMergedKeysOptions<S> {
  readonly gate: RedisGate;
  /** Before every key; a Cluster holds each key where its own name belongs, unless the prefix has a {tag}. */
  readonly prefix: string;
  readonly rule: MergeRule<S>;
  /** JSON unless said, in which Maps are known at the top only. */
  readonly codec?: StateCodec<S>;
  /** For one round trip of recovery; longer than that of a request, for nobody waits for it. */
  readonly deadlineMs?: number;
  readonly now?: () => number;
}

/** How one merge is asked for. */
export interface MergeRequest {
  /** Stops between two round trips. */
  readonly signal?: AbortSignal;
  /** Of a call that waits for it: all round trips share it. */
  readonly deadline?: CallDeadline;
}

/** A state on its way into Redis. */
interface Merging<S> extends KeyedState<S> {
  readonly own: KeyedState<S>;
  readonly text: string;
  /** What Redis held when it was last asked; '' for nothing. */
  readonly seen: string;
  /** What is left to live when it is sent; 0: nothing. */
  px: number;
}

/** An entry that could not be written, and what is held instead; null for what was no text and has been replaced. */
type Other<S> = [entry: Merging<S>, held: string | null];

const defaultDeadlineMs = 500;
/** Each further round means that somebody else wrote in between. */
const maxRounds = 50;

/** States in Redis that are only ever merged, never overwritten, so that no writer undoes another. */
export class RedisMergedKeys<S> {
  private readonly codec: StateCodec<S>;
  private readonly held: HeldStates<S>;
  private readonly foreign: ReplacedKeys;
  private readonly deadlineMs: number;
  private readonly now: () => number;

  constructor(private readonly options: RedisMergedKeysOptions<S>) {
    this.codec = options.codec ?? (jsonCodec as StateCodec<S>);
    this.held = new HeldStates(this.codec, options.rule);
    this.foreign = new ReplacedKeys(options.prefix);
    this.deadlineMs = options.deadlineMs ?? defaultDeadlineMs;
    this.now = options.now ?? Date.now;
  }

  /** How often something else stood under one of our keys and was replaced. */
  get replaced(): number {
    return this.foreign.count;
  }

  /** What Redis holds of a key; undefined for nothing, or for what no one can read. */
  async read(key: string, deadline?: CallDeadline): Promise<S | undefined> {
    const { gate, prefix } = this.options;
    const name = `${prefix}read`;
    const options = deadline ? { deadlineMs: deadline.leftMs } : {};
    const text = await gate.read(name, (redis) => redis.get(prefix + key), options);
    return text === null ? undefined : this.held.decoded(text);
  }

  /**
   * Merges states into Redis, each in one atomic step, with the PX that is left; mostly in one round trip for all, or
   * for each MiB of them. May be repeated. Gives the outcome where Redis knew more than the caller.
   */
  async merge(
    states: readonly KeyedState<S>[],
    request: MergeRequest = {},
  ): Promise<readonly KeyedState<S>[]> {
    const { prefix } = this.options;
    const blame = ({ key }: Merging<S>, error: unknown): unknown =>
      request.signal?.aborted === true ? error : new KeyNotMergedError(shortKey(prefix, key), error);
    const better: KeyedState<S>[] = [];
    for (const part of partsOf(states.map((own) => this.asWritten(own))))
      better.push(...(await inHalves(part, (entries) => this.mergeAll(entries, request), blame)));
    return better;
  }

  private async mergeAll(
    entries: readonly Merging<S>[],
    { signal, deadline }: MergeRequest,
  ): Promise<readonly KeyedState<S>[]> {
    const better = new Map<string, KeyedState<S>>();
    let open = entries;
    for (let round = 0; open.length > 0; round += 1) {
      signal?.throwIfAborted();
      if (round === maxRounds) throw new MergeContendedError(this.options.prefix);
      const others = await this.write(open, deadline?.leftMs ?? this.deadlineMs);
      const next: Merging<S>[] = [];
      for (const [entry, seen] of others) {
        if (seen === null) {
          this.foreign.add(entry.key, 'another type', signal);
          continue;
        }
        const merged = this.mergedWith(entry, seen, signal);
        if (merged.text !== entry.text || better.has(entry.key)) better.set(entry.key, merged);
        if (merged.text !== seen) next.push(merged);
      }
      open = next;
    }
    return [...better.values()].map(({ key, state }) => ({ key, state }));
  }

  /** Writes all, and gives what others hold where it could not. */
  private async write(entries: readonly Merging<S>[], deadlineMs: number): Promise<readonly Other<S>[]> {
    const now = this.now();
    const absent: Merging<S>[] = [];
    const held: Merging<S>[] = [];
    for (const entry of entries) {
      entry.px = remainingPx(this.options.rule.expiresAt(entry.state), now) ?? 0;
      (entry.seen === '' && entry.px > 0 ? absent : held).push(entry);
    }
    const others = await Promise.all([
      ...this.bySlot(absent).map((part) => this.send(writeAbsent, part, deadlineMs)),
      ...this.bySlot(held).map((part) => this.send(replaceHeld, part, deadlineMs)),
    ]);
    return others.length === 1 ? (others[0] as Other<S>[]) : others.flat();
  }

  /** In a Cluster those of one slot together, else all. */
  private bySlot(entries: readonly Merging<S>[]): (readonly Merging<S>[])[] {
    if (entries.length === 0) return [];
    if (!this.options.gate.options.cluster) return [entries];
    const slots = new Map<number, Merging<S>[]>();
    for (const entry of entries) {
      const slot = hashSlot(this.options.prefix + entry.key);
      const together = slots.get(slot);
      if (together === undefined) slots.set(slot, [entry]);
      else together.push(entry);
    }
    return [...slots.values()];
  }

  private async send(
    script: typeof writeAbsent | typeof replaceHeld,
    part: readonly Merging<S>[],
    deadlineMs: number,
  ): Promise<Other<S>[]> {
    const { gate, prefix } = this.options;
    const entries: (string | number)[] = [];
    for (const { key, seen, text, px } of part)
      if (script === writeAbsent) entries.push(key, text, px);
      else entries.push(key, seen, text, px);
    const first = prefix + (part[0]?.key ?? '');
    const reply = await gate.run(script, { first }, { prefix, entries }, { deadlineMs });
    const others: Other<S>[] = [];
    for (let index = 0; index < reply.length; index += 2)
      others.push([part[Number(reply[index])] as Merging<S>, reply[index + 1] as string | null]);
    return others;
  }

  private asWritten(own: KeyedState<S>): Merging<S> {
    return { key: own.key, state: own.state, own, text: this.codec.encode(own.state), seen: '', px: 0 };
  }

  /** A text that nobody can read must not keep Redis from being recovered: ours replaces it. */
  private mergedWith(entry: Merging<S>, seen: string, run: AbortSignal | undefined): Merging<S> {
    const { key, own } = entry;
    const known = this.held.merged(seen, own.state);
    if (known === undefined) this.foreign.add(key, 'no state', run);
    const state = known ?? own.state;
    return { key, own, state, text: this.codec.encode(state), seen, px: 0 };
  }
}
