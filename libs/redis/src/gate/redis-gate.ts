import { DeadlineWheel, REACHES_REDIS } from '@secureconnect/resilience';
import { type ConnectionKind } from '../connection/connection-kind';
import { type RedisLane } from '../connection/redis-lane';
import { type RedisOptions, settleRedisOptions, type SettledRedisOptions } from '../options/redis.options';
import { type Named, type RedisScript, type ScriptArgument } from '../script/define-script';
import { besideKey, hashSlot } from '../script/hash-slot';
import { ScriptRequest } from '../script/script-request';
import { createTopology } from '../topology/create-topology';
import { type RedisTopology } from '../topology/redis-topology';
import { ReadRequest } from './read-request';
import { type CallSurroundings, RedisCall } from './redis-call';
import { type RedisOutcome } from './redis-outcome';
import { RedisReader, type SendRead } from './redis-reader';
import { type RedisRequest } from './redis-request';
import { type RedisTracing } from './redis-tracing';
import { type ChannelListener, RedisSubscriber } from './redis-subscriber';

/** How one operation is asked for. */
export interface CallOptions {
  /** Instead of the gate's own. */
  readonly deadlineMs?: number;
}

/** How a read is asked for. */
export interface ReadOptions extends CallOptions {
  /** The caller's own way to give up sooner. */
  readonly signal?: AbortSignal;
}

/** How a script is run. */
export interface RunOptions extends CallOptions {
  /** Names what must not be applied twice: asked again under the same id it gives the first result. */
  readonly operationId?: string;
  /** How long that result is kept. */
  readonly keptMs?: number;
}

/** What a script takes. */
export type ScriptArguments<Args extends readonly string[], Rest extends string> = Named<
  Args,
  ScriptArgument
> & {
  readonly [Name in Rest]: readonly ScriptArgument[];
};

/** Long enough for every retry of a caller, short enough not to fill Redis. */
const defaultKeptMs = 300_000;

/**
 * The one way to Redis. Every operation settles within its deadline; a connection that misses one is destroyed; a write
 * is never applied after it was reported as failed. Errors that are Redis's fault are `RedisOperationError`s; what is
 * the caller's own (WRONGTYPE) passes untouched.
 */
export class RedisGate {
  static readonly [REACHES_REDIS] = true;
  readonly options: SettledRedisOptions;
  private readonly topology: RedisTopology;
  private readonly around: CallSurroundings;
  private readonly subscriber: RedisSubscriber;
  private readonly sharded = new Map<number, RedisSubscriber>();
  private readonly losses = new Set<() => void>();
  private readonly listeners = new Set<(outcome: RedisOutcome) => void>();
  private readonly report = (outcome: RedisOutcome): void => {
    for (const listener of this.listeners) listener(outcome);
  };

  constructor(options: RedisOptions, wheel = new DeadlineWheel(), tracing?: RedisTracing) {
    this.options = settleRedisOptions(options);
    this.topology = createTopology(this.options, wheel, () => {
      for (const listener of this.losses) listener();
    });
    const { topology, report } = this;
    this.around = { topology, wheel, report, tracing };
    this.subscriber = new RedisSubscriber({ ...this.around, options: this.options });
  }

  /** Tells how every operation ended; call what it returns to hear no more. */
  onOutcome(listener: (outcome: RedisOutcome) => void): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  /** Tells when a connection ended or could not be made; call what it returns to hear no more. */
  onLost(listener: () => void): () => void {
    this.losses.add(listener);
    return () => void this.losses.delete(listener);
  }

  /** Reads. All that `ask` asks shares one deadline; it must wait for nothing else. */
  read<T>(operation: string, ask: (redis: RedisReader) => Promise<T>, options: ReadOptions = {}): Promise<T> {
    const { deadlineMs = this.options.commandTimeoutMs, signal } = options;
    if (signal?.aborted) return Promise.reject(signal.reason as Error);
    const { maxRetries } = this.options;
    let startedAt: number | undefined;
    const send: SendRead = (words, key) => {
      const left =
        startedAt === undefined ? deadlineMs : Math.max(0, startedAt + deadlineMs - performance.now());
      const request = new ReadRequest(operation, 'read', this.slotOf(key), left, maxRetries, words, signal);
      const call = this.start(request);
      startedAt ??= call.startedAt;
      return call.promise;
    };
    return ask(new RedisReader(send));
  }

  /** Runs a script: on the write connection behind its fence, or, if it only reads, on the read connection. */
  run<Keys extends readonly string[], Args extends readonly string[], Rest extends string, Result>(
    script: RedisScript<Keys, Args, Rest, Result>,
    keys: Named<Keys, string>,
    args: ScriptArguments<Args, Rest>,
    options: RunOptions = {},
  ): Promise<Result> {
    const { deadlineMs = this.options.commandTimeoutMs, operationId, keptMs = defaultKeptMs } = options;
    const named: string[] = [];
    for (const name of script.keys) named.push(keys[name as Keys[number]]);
    const slot = this.slotOf(named[0]);
    if (operationId !== undefined) named.push(besideKey(named[0] ?? operationId, `op:$tag:${operationId}`));
    const given = args as Readonly<Record<string, ScriptArgument & readonly ScriptArgument[]>>;
    const values: ScriptArgument[] = [];
    for (const name of script.args) values.push(given[name] as ScriptArgument);
    if (script.rest !== undefined) for (const value of given[script.rest] ?? []) values.push(value);
    const { maxRetries } = this.options;
    return this.start(new ScriptRequest(script, named, values, slot, deadlineMs, maxRetries, keptMs)).promise;
  }

  /** Waits up to `waitMs` for entries of a stream after an id; null when none came. One waits at a time. */
  waitForEntries(operation: string, stream: string, after: string, waitMs: number): Promise<unknown> {
    const { commandTimeoutMs, maxRetries } = this.options;
    const words = ['XREAD', 'BLOCK', waitMs, 'STREAMS', stream, after];
    const slot = this.slotOf(stream);
    const deadlineMs = waitMs + commandTimeoutMs;
    return this.start(new ReadRequest(operation, 'blocking', slot, deadlineMs, maxRetries, words)).promise;
  }

  /** Listens on a channel until what it returns is called; comes back by itself and says when it was deaf. */
  subscribe(channel: string, listener: ChannelListener): () => void {
    return this.subscriber.subscribe(channel, listener);
  }

  /** As `subscribe`, on a channel that `publishSharded` speaks on: a Cluster carries it on one master and its replicas. */
  subscribeSharded(channel: string, listener: ChannelListener): () => void {
    const slot = hashSlot(channel);
    let subscriber = this.sharded.get(slot);
    if (!subscriber) {
      subscriber = new RedisSubscriber({ ...this.around, options: this.options, slot });
      this.sharded.set(slot, subscriber);
    }
    return subscriber.subscribe(channel, listener);
  }

  /** Connects before anybody asks; rejects with the reason, within the time to connect. */
  open(kind: ConnectionKind = 'write'): Promise<void> {
    return this.bringUp([kind], (lane) => lane.connection());
  }

  /** As `open`, without waiting for the next attempt's turn: for when somebody has just seen Redis well. */
  reconnect(kinds: readonly ConnectionKind[] = ['read', 'write']): Promise<void> {
    return this.bringUp(kinds, (lane) => lane.hurry());
  }

  /** A slot of each master of a Cluster; of any other Redis one undefined. */
  async masters(): Promise<readonly (number | undefined)[]> {
    return this.topology.masters();
  }

  /** Ends all connections at once and waits for nobody; who still waits is told. */
  close(): void {
    this.subscriber.close();
    for (const subscriber of this.sharded.values()) subscriber.close();
    this.topology.close();
  }

  private async bringUp(
    kinds: readonly ConnectionKind[],
    connect: (lane: RedisLane) => unknown,
  ): Promise<void> {
    const slots = await this.topology.masters();
    const lanes = kinds.flatMap((kind) => slots.map((slot) => this.topology.lane(kind, slot)));
    await Promise.all(lanes.map(async (lane) => connect(await lane)));
  }

  private slotOf(key: string | undefined): number | undefined {
    return key !== undefined && this.options.cluster ? hashSlot(key) : undefined;
  }

  private start<T>(request: RedisRequest<T>): RedisCall<T> {
    return new RedisCall(request, this.around);
  }
}
