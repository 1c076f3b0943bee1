import { classifyRedisError, DeadlineError, type DeadlineWheel, TimedCall } from '@secureconnect/resilience';
import { encodeCommand } from '../connection/encode-command';
import { type RedisConnection } from '../connection/redis-connection';
import { type RedisLane } from '../connection/redis-lane';
import { ReplyTooLargeError } from '../connection/reply-too-large.error';
import { type Sender, SentCommand } from '../connection/sent-command';
import { type RedisTopology } from '../topology/redis-topology';
import { RedisOperationError } from './redis-operation.error';
import { type RedisOutcome } from './redis-outcome';
import { type RedisRequest } from './redis-request';
import { type RedisSpan, type RedisTracing } from './redis-tracing';

/** Shorter stalls of our own loop are the loop going round. */
const stallMs = 5;

/** As many hops as a slot that moves twice needs, and one. */
const maxRedirections = 3;

/** Lets the next command into a slot that is being moved; its failure is that command's failure. */
const asksForOnce: Sender = {
  encode: () => encodeCommand(['ASKING']),
  heldUp: () => undefined,
  answered: () => undefined,
  refused: () => undefined,
  connectionLost: () => undefined,
};

/** What a call is carried out with. */
export interface CallSurroundings {
  readonly topology: RedisTopology;
  readonly wheel: DeadlineWheel;
  readonly report: (outcome: RedisOutcome) => void;
  readonly tracing?: RedisTracing | undefined;
}

/**
 * One operation from its call to its one settlement, which comes within its deadline whatever the client underneath
 * does. A write whose connection ends is held until its deadline: until its fence has passed a server that woke up
 * might still apply it, and what was reported as failed must not be applied any more.
 */
export class RedisCall<T> extends TimedCall implements Sender {
  readonly promise: Promise<T>;
  private resolve!: (value: T) => void;
  private reject!: (error: Error) => void;
  /** By when it began, less what our own loop held it up. */
  startedAt = performance.now();
  private deadlineAt: number;
  /** How long our own loop had stood still when it began, and how much of what followed it was granted since. */
  private readonly stoodStillMs: number;
  private grantedMs = 0;
  private connection: RedisConnection | undefined;
  private command: SentCommand | undefined;
  private lane: RedisLane | undefined;
  private lost: Error | undefined;
  private lostAt: number | undefined;
  private settled = false;
  private retries: number;
  private hops = 0;
  private unheed: (() => void) | undefined;
  private readonly span: RedisSpan | undefined;

  constructor(
    private readonly request: RedisRequest<T>,
    private readonly around: CallSurroundings,
  ) {
    super();
    this.promise = new Promise<T>((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
    });
    this.span = around.tracing?.begin(request.command, request.operation, request.kind);
    this.retries = request.retries;
    this.deadlineAt = this.startedAt + request.deadlineMs;
    this.stoodStillMs = around.wheel.stoodStillMs(this.startedAt);
    around.wheel.watch(this, request.deadlineMs);
    if (request.signal) this.heed(request.signal);
    this.seek();
  }

  encode(): string {
    return this.request.encode(this.connection as RedisConnection, this.deadlineAt);
  }

  /** The deadline is Redis's: it does not pay for a turn of our own loop in which nothing could be sent. */
  heldUp(ms: number): void {
    this.grantedMs += ms;
    this.startedAt += ms;
    this.deadlineAt += ms;
    this.around.wheel.watch(this, this.deadlineAt - performance.now());
  }

  answered(_command: SentCommand, reply: unknown): void {
    if (this.settled) return;
    let value: T;
    try {
      value = this.request.decode(reply);
    } catch (error) {
      return this.fail(error);
    }
    this.end();
    this.report();
    this.resolve(value);
  }

  refused(command: SentCommand, error: Error): void {
    const { connection } = this;
    if (this.settled || this.lost || command !== this.command || !connection) return;
    // Not an answer of the server: the connection is about to tell what became of it.
    if (connection.client.status !== 'ready') {
      connection.destroy(error);
      return this.connectionLost(command, error);
    }
    const judged = this.request.judge(error, connection);
    if (!judged) return this.put(connection);
    this.connection = undefined;
    const next =
      this.hops < maxRedirections ? this.around.topology.redirection(this.request.kind, judged) : undefined;
    this.hops += 1;
    if (next) return this.take(next.lane, next.asking);
    if (classifyRedisError(judged) === 'read_only' && this.request.fenced)
      this.lane?.retire(connection, judged);
    this.fail(judged);
  }

  /** Its connection ended. A read may be asked again, a write that was sent waits for its fence. */
  connectionLost(command: SentCommand, cause: Error): void {
    if (this.settled || this.lost || command !== this.command) return;
    this.connection = undefined;
    if (this.request.fenced) {
      this.lost = cause;
      this.lostAt = performance.now();
    } else if (cause instanceof ReplyTooLargeError) this.fail(cause);
    else if (this.retries > 0 && classifyRedisError(cause) === 'down') {
      this.retries -= 1;
      this.seek();
    } else this.fail(cause);
  }

  private seek(): void {
    const { kind, slot } = this.request;
    try {
      const lane = this.around.topology.lane(kind, slot);
      if (lane instanceof Promise)
        lane.then(
          (found) => this.take(found),
          (error: unknown) => this.fail(error),
        );
      else this.take(lane);
    } catch (error) {
      this.fail(error);
    }
  }

  private take(lane: RedisLane, asking = false): void {
    this.lane = lane;
    try {
      const connection = lane.connection();
      if (connection instanceof Promise) {
        const put = (live: RedisConnection): void => this.put(live, asking);
        connection.then(put, (error: unknown) => this.fail(error));
      } else this.put(connection, asking);
    } catch (error) {
      this.fail(error);
    }
  }

  private put(connection: RedisConnection, asking = false): void {
    if (this.settled) return;
    if (connection.ended) return this.fail(connection.ended);
    const now = performance.now();
    this.grantStalls(now);
    // Too late to be of use; the wheel is about to say so.
    if (now >= this.deadlineAt) return;
    this.connection = connection;
    if (asking) connection.send(new SentCommand(asksForOnce));
    this.command = new SentCommand(this);
    connection.send(this.command);
  }

  /** What must ask again (a script the server did not know, a slot that moved) has not lost the time we stood still. */
  private grantStalls(now: number): void {
    const owedMs = this.around.wheel.stoodStillMs(now) - this.stoodStillMs - this.grantedMs;
    if (owedMs > stallMs) this.heldUp(owedMs);
  }

  missed(): void {
    if (this.settled) return;
    const { connection, lost } = this;
    const error = lost ?? new DeadlineError(this.request.operation, this.request.deadlineMs);
    this.fail(error);
    if (!lost) connection?.destroy(error);
  }

  /** Its caller may give up sooner. */
  private heed(signal: AbortSignal): void {
    const abort = (): void => {
      const { command } = this;
      command?.owner?.leave(command);
      if (!this.end()) return;
      this.span?.end('abandoned');
      this.reject(signal.reason as Error);
    };
    signal.addEventListener('abort', abort, { once: true });
    this.unheed = () => signal.removeEventListener('abort', abort);
  }

  private fail(error: unknown): void {
    const mayBeApplied = this.request.fenced && (this.lost !== undefined || this.connection !== undefined);
    if (!this.end()) return;
    const fault = classifyRedisError(error);
    const occurredAt = this.lostAt ?? performance.now();
    this.report(fault, occurredAt);
    if (fault === undefined) return this.reject(error as Error);
    this.around.topology.suspect();
    this.reject(new RedisOperationError(this.request.operation, fault, mayBeApplied, error, occurredAt));
  }

  private report(fault?: RedisOutcome['fault'], occurredAt?: number): void {
    this.span?.end(fault);
    const { kind, operation } = this.request;
    const durationMs = performance.now() - this.startedAt;
    if (fault === undefined || occurredAt === undefined) this.around.report({ kind, operation, durationMs });
    else this.around.report({ kind, operation, durationMs, fault, occurredAt });
  }

  private end(): boolean {
    if (this.settled) return false;
    this.settled = true;
    this.cancel();
    this.unheed?.();
    return true;
  }
}
