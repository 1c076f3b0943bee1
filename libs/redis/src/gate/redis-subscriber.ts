import { Logger } from '@nestjs/common';
import { classifyRedisError, type DeadlineWheel, withinDeadline } from '@secureconnect/resilience';
import { type RedisConnection } from '../connection/redis-connection';
import { type SettledRedisOptions } from '../options/redis.options';
import { type RedisTopology } from '../topology/redis-topology';
import { ListenerGuard } from './listener-guard';
import { type RedisOutcome } from './redis-outcome';

/** Somebody who listens on a channel. Redis keeps nothing for who was away: count on `onListening` to catch up. */
export interface ChannelListener {
  onMessage(message: string, channel: string): void;
  /** Listening from now on, for the first time or again; what was said before is lost. */
  onListening?(): void;
  /** Deaf from now on. */
  onDeaf?(cause: Error): void;
}

/** What a subscriber works with. */
export interface SubscriberSurroundings {
  readonly topology: RedisTopology;
  readonly wheel: DeadlineWheel;
  readonly options: SettledRedisOptions;
  readonly report: (outcome: RedisOutcome) => void;
  /** Of sharded channels, which all have it; undefined: channels that every server carries. */
  readonly slot?: number;
}

/** How a kind of channel is spoken of. */
const plain = { join: 'subscribe', leave: 'unsubscribe', heard: 'message' } as const;
const sharded = { join: 'ssubscribe', leave: 'sunsubscribe', heard: 'smessage' } as const;

/**
 * Subscriptions of a gate, over its `pubsub` connection to one server. It asks for a sign of life at every interval, for a
 * dead connection looks like a quiet channel; and it comes back by itself, paced, for as long as anybody listens.
 */
export class RedisSubscriber {
  private readonly channels = new Map<string, Set<ChannelListener>>();
  private connection: RedisConnection | undefined;
  private timer: NodeJS.Timeout | undefined;
  private connecting = false;
  private closed = false;
  private readonly guard = new ListenerGuard(new Logger('RedisSubscriber'), 'channel');
  private readonly words: typeof plain | typeof sharded;

  constructor(private readonly around: SubscriberSurroundings) {
    this.words = around.slot === undefined ? plain : sharded;
  }

  /** Listens until what it returns is called. */
  subscribe(channel: string, listener: ChannelListener): () => void {
    const known = this.channels.get(channel);
    if (known) known.add(listener);
    else this.channels.set(channel, new Set([listener]));
    void this.join(known && this.connection ? [] : [channel], [listener]);
    return () => this.leave(channel, listener);
  }

  close(): void {
    this.closed = true;
    clearTimeout(this.timer);
    this.channels.clear();
  }

  private leave(channel: string, listener: ChannelListener): void {
    const listeners = this.channels.get(channel);
    if (!listeners?.delete(listener) || listeners.size > 0) return;
    this.channels.delete(channel);
    const { connection, words } = this;
    if (connection) this.ask(words.leave, connection, connection.client[words.leave](channel)).catch(ignore);
  }

  /** On the living connection only what is new, else everything on a new one. */
  private async join(channels: readonly string[], listeners: readonly ChannelListener[]): Promise<void> {
    const { connection, words } = this;
    if (!connection) return this.connect();
    try {
      if (channels.length > 0)
        await this.ask(words.join, connection, connection.client[words.join](...channels));
      for (const listener of listeners) this.guard.tell(() => listener.onListening?.());
    } catch (error) {
      connection.destroy(error as Error);
    }
  }

  private async connect(): Promise<void> {
    if (this.connecting || this.connection || this.closed) return;
    this.connecting = true;
    try {
      const lane = await this.around.topology.lane('pubsub', this.around.slot);
      const connection = await lane.connection();
      connection.client.on(this.words.heard, (channel: string, message: string) =>
        this.hear(channel, message),
      );
      // The slot has moved: its new master is to be found.
      connection.client.once('moved', () => connection.destroy(new Error('MOVED the channel')));
      this.connection = connection;
      connection.onEnd((cause) => this.deaf(cause));
      this.beat(connection);
    } catch {
      // The lane keeps the reason, and every read and write of the gate would tell it too.
      this.again();
    } finally {
      this.connecting = false;
    }
    if (this.connection) await this.join([...this.channels.keys()], this.everybody());
  }

  private hear(channel: string, message: string): void {
    for (const listener of this.channels.get(channel) ?? [])
      this.guard.tell(() => listener.onMessage(message, channel));
  }

  private beat(connection: RedisConnection): void {
    const beat = () => void this.ask('PING', connection, connection.client.ping()).catch(ignore);
    const timer = setInterval(beat, this.around.options.clockIntervalMs);
    timer.unref();
    connection.onEnd(() => clearInterval(timer));
  }

  private deaf(cause: Error): void {
    this.connection = undefined;
    if (this.around.slot !== undefined) this.around.topology.suspect();
    for (const listener of this.everybody()) this.guard.tell(() => listener.onDeaf?.(cause));
    this.again();
  }

  private again(): void {
    if (this.closed || this.channels.size === 0) return;
    clearTimeout(this.timer);
    const wait = this.around.options.retryDelayMs * (0.5 + Math.random() / 2);
    this.timer = setTimeout(() => void this.connect(), wait);
    this.timer.unref();
  }

  private everybody(): ChannelListener[] {
    return [...this.channels.values()].flatMap((listeners) => [...listeners]);
  }

  /** Bounded like everything; who does not answer loses the connection. */
  private async ask(operation: string, connection: RedisConnection, work: Promise<unknown>): Promise<void> {
    const { wheel, options, report } = this.around;
    const startedAt = performance.now();
    const told = { kind: 'pubsub', operation } as const;
    try {
      await withinDeadline(wheel, work, { operation, deadlineMs: options.commandTimeoutMs });
      report({ ...told, durationMs: performance.now() - startedAt });
    } catch (error) {
      const fault = classifyRedisError(error);
      report({ ...told, durationMs: performance.now() - startedAt, ...(fault && { fault }) });
      connection.destroy(error as Error);
      throw error;
    }
  }
}

/** `ask` has reported it and ended the connection, which tells the listeners. */
const ignore = (): void => undefined;
