import { DeadlineWheel } from '@secureconnect/resilience';
import { type ConnectionKind } from '../connection/connection-kind';
import { type RedisOptions, settleRedisOptions, type SettledRedisOptions } from '../options/redis.options';
import { type Named, type RedisScript, type ScriptArgument } from '../script/define-script';
import { besideKey, hashSlot } from '../script/hash-slot';
import { sendScript } from '../script/send-script';
import { createTopology } from '../topology/create-topology';
import { type RedisTopology } from '../topology/redis-topology';
import { type CallPlan } from './call-plan';
import { RedisCall } from './redis-call';
import { type RedisOutcome } from './redis-outcome';
import { RedisReader, type SendRead } from './redis-reader';
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
  readonly options: SettledRedisOptions;
  private readonly topology: RedisTopology;
  private readonly wheel: DeadlineWheel;
  private readonly subscriber: RedisSubscriber;
  private readonly listeners = new Set<(outcome: RedisOutcome) => void>();
  private readonly report = (outcome: RedisOutcome): void => {
    for (const listener of this.listeners) listener(outcome);
  };

  constructor(options: RedisOptions, wheel = new DeadlineWheel()) {
    this.options = settleRedisOptions(options);
    this.wheel = wheel;
    this.topology = createTopology(this.options, this.wheel);
    const { topology, report } = this;
    this.subscriber = new RedisSubscriber({ topology, wheel, report, options: this.options });
  }

  /** Tells how every operation ended; call what it returns to hear no more. */
  onOutcome(listener: (outcome: RedisOutcome) => void): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  /** Reads. All that `ask` asks shares one deadline; it must wait for nothing else. */
  read<T>(operation: string, ask: (redis: RedisReader) => Promise<T>, options: ReadOptions = {}): Promise<T> {
    const { deadlineMs = this.options.commandTimeoutMs, signal } = options;
    if (signal?.aborted) return Promise.reject(signal.reason as Error);
    const startedAt = performance.now();
    let isFirst = true;
    const send: SendRead = (command, key, args) => {
      const left = isFirst ? deadlineMs : Math.max(0, startedAt + deadlineMs - performance.now());
      isFirst = false;
      const sent = key === undefined ? args : [key, ...args];
      return this.start({
        ...this.idempotent(operation, key, left),
        ...(signal && { signal }),
        send: ({ client }) => client.call(command, ...sent),
      });
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
    const named = script.keys.map((name: Keys[number]) => keys[name]);
    const [first] = named;
    if (operationId !== undefined) named.push(besideKey(first ?? operationId, `op:$tag:${operationId}`));
    const given = args as Readonly<Record<string, ScriptArgument & readonly ScriptArgument[]>>;
    const values = script.args.map((name) => given[name] as ScriptArgument);
    if (script.rest !== undefined) values.push(...(given[script.rest] ?? []));
    const run = { script: script as RedisScript, keys: named, args: values, keptMs };
    const plan = this.idempotent(script.name, named[0], deadlineMs);
    return this.start<Result>({
      ...(script.writes ? { ...plan, kind: 'write', fenced: true, retries: 0 } : plan),
      send: async (connection, deadlineAt) => script.reply(await sendScript(run, connection, deadlineAt)),
    });
  }

  /** Waits up to `waitMs` for entries of a stream after an id; null when none came. One waits at a time. */
  waitForEntries(operation: string, stream: string, after: string, waitMs: number): Promise<unknown> {
    const plan = this.idempotent(operation, stream, waitMs + this.options.commandTimeoutMs);
    return this.start({
      ...plan,
      kind: 'blocking',
      send: ({ client }) => client.call('XREAD', 'BLOCK', waitMs, 'STREAMS', stream, after),
    });
  }

  /** Listens on a channel until what it returns is called; comes back by itself and says when it was deaf. */
  subscribe(channel: string, listener: ChannelListener): () => void {
    return this.subscriber.subscribe(channel, listener);
  }

  /** Connects before anybody asks; rejects with the reason, within the time to connect. */
  async open(kind: ConnectionKind = 'write'): Promise<void> {
    const lane = await this.topology.lane(kind, undefined);
    await lane.connection();
  }

  /** Ends all connections at once and waits for nobody; who still waits is told. */
  close(): void {
    this.subscriber.close();
    this.topology.close();
  }

  private idempotent(
    operation: string,
    key: string | undefined,
    deadlineMs: number,
  ): Omit<CallPlan<never>, 'send'> {
    const slot = key !== undefined && this.options.cluster ? { slot: hashSlot(key) } : {};
    return { operation, kind: 'read', ...slot, deadlineMs, fenced: false, retries: this.options.maxRetries };
  }

  private start<T>(plan: CallPlan<T>): Promise<T> {
    return new RedisCall(plan, { topology: this.topology, wheel: this.wheel, report: this.report }).promise;
  }
}
