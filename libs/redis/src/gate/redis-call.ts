import { type Deadline, DeadlineError, type DeadlineWheel } from '@secureconnect/resilience';
import { type RedisConnection, type Waiting } from '../connection/redis-connection';
import { type RedisLane } from '../connection/redis-lane';
import { ReplyTooLargeError } from '../connection/reply-too-large.error';
import { type RedisTopology } from '../topology/redis-topology';
import { faultOf } from '../connection/fault-of';
import { type CallPlan } from './call-plan';
import { RedisOperationError } from './redis-operation.error';
import { type RedisOutcome } from './redis-outcome';

/** As many hops as a slot that moves twice needs, and one. */
const maxRedirections = 3;

/** What a call is carried out with. */
export interface CallSurroundings {
  readonly topology: RedisTopology;
  readonly wheel: DeadlineWheel;
  readonly report: (outcome: RedisOutcome) => void;
}

/**
 * One operation from its call to its one settlement, which comes within its deadline whatever the client underneath
 * does. A write whose connection ends is held until its deadline: until its fence has passed a server that woke up
 * might still apply it, and what was reported as failed must not be applied any more.
 */
export class RedisCall<T> implements Waiting {
  readonly promise: Promise<T>;
  private resolve!: (value: T) => void;
  private reject!: (error: Error) => void;
  private readonly startedAt = performance.now();
  private readonly deadline: Deadline;
  private readonly deadlineAt: number;
  private connection: RedisConnection | undefined;
  private lane: RedisLane | undefined;
  private lost: Error | undefined;
  private settled = false;
  private retries: number;
  private hops = 0;

  constructor(
    private readonly plan: CallPlan<T>,
    private readonly around: CallSurroundings,
  ) {
    this.promise = new Promise<T>((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
    });
    this.retries = plan.retries;
    this.deadlineAt = this.startedAt + plan.deadlineMs;
    this.deadline = around.wheel.arm(plan.deadlineMs, () => this.missed());
    plan.signal?.addEventListener('abort', this.abort, { once: true });
    this.seek();
  }

  /** Its connection ended. A read may be asked again, a write that was sent waits for its fence. */
  connectionLost(cause: Error): void {
    this.connection = undefined;
    if (this.settled || this.lost) return;
    if (this.plan.fenced) this.lost = cause;
    else if (cause instanceof ReplyTooLargeError) this.fail(cause);
    else if (this.retries > 0 && faultOf(cause) === 'down') {
      this.retries -= 1;
      this.seek();
    } else this.fail(cause);
  }

  private seek(): void {
    try {
      const lane = this.around.topology.lane(this.plan.kind, this.plan.slot);
      if (lane instanceof Promise) lane.then((found) => this.take(found), this.fail);
      else this.take(lane);
    } catch (error) {
      this.fail(error);
    }
  }

  private take(lane: RedisLane, asking = false): void {
    this.lane = lane;
    try {
      const connection = lane.connection();
      if (connection instanceof Promise) connection.then((live) => this.send(live, asking), this.fail);
      else this.send(connection, asking);
    } catch (error) {
      this.fail(error);
    }
  }

  private send(connection: RedisConnection, asking: boolean): void {
    if (this.settled) return;
    if (connection.ended) return this.fail(connection.ended);
    // Too late to be of use; the wheel is about to say so.
    if (performance.now() >= this.deadlineAt) return;
    this.connection = connection;
    connection.enter(this);
    if (asking) connection.client.asking().catch(() => undefined); // Its failure is the next reply's failure.
    this.plan.send(connection, this.deadlineAt).then(
      (value) => this.answered(connection, value),
      (error: Error) => this.refused(connection, error),
    );
  }

  private answered(connection: RedisConnection, value: T): void {
    connection.leave(this);
    if (!this.end()) return;
    this.report();
    this.resolve(value);
  }

  private refused(connection: RedisConnection, error: Error): void {
    connection.leave(this);
    if (this.settled || this.lost || connection !== this.connection) return;
    // Not an answer of the server: the connection is about to tell what became of it.
    if (connection.ended === undefined && connection.client.status !== 'ready') {
      connection.enter(this);
      return connection.destroy(error);
    }
    const next =
      this.hops < maxRedirections ? this.around.topology.redirection(this.plan.kind, error) : undefined;
    this.hops += 1;
    this.connection = undefined;
    if (next) return this.take(next.lane, next.asking);
    if (faultOf(error) === 'read_only' && this.plan.fenced) this.lane?.retire(connection, error);
    this.fail(error, false);
  }

  private missed(): void {
    if (this.settled) return;
    const { connection, lost } = this;
    const error = lost ?? new DeadlineError(this.plan.operation, this.plan.deadlineMs);
    this.fail(error);
    if (!lost) connection?.destroy(error);
  }

  private readonly abort = (): void => {
    this.connection?.leave(this);
    if (this.end()) this.reject(this.plan.signal?.reason as Error);
  };

  private readonly fail = (
    error: unknown,
    mayBeApplied = this.lost !== undefined || !!this.connection,
  ): void => {
    if (!this.end()) return;
    const fault = faultOf(error);
    this.report(fault);
    if (fault === undefined) return this.reject(error as Error);
    this.around.topology.suspect();
    this.reject(new RedisOperationError(this.plan.operation, fault, mayBeApplied && this.plan.fenced, error));
  };

  private report(fault?: RedisOutcome['fault']): void {
    const { kind, operation } = this.plan;
    const durationMs = performance.now() - this.startedAt;
    this.around.report(fault ? { kind, operation, durationMs, fault } : { kind, operation, durationMs });
  }

  private end(): boolean {
    if (this.settled) return false;
    this.settled = true;
    this.deadline.cancel();
    this.plan.signal?.removeEventListener('abort', this.abort);
    return true;
  }
}
