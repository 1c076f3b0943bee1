import { classifyRedisError, faultVerdicts } from '@secureconnect/resilience';
import { BackOff } from './back-off';
import { GateClosedError } from './gate-closed.error';
import { type Opening } from './open-connection';
import { type RedisConnection } from './redis-connection';

/** Where no waiting helps, hurry only fills the server's log. */
const operatorFactor = 4;

/** A connection that ends younger than this counts as one more failed attempt. */
const youngMs = 500;

/**
 * The connection of one kind to one server: at most one, made by at most one attempt that all callers share. While
 * the last attempt has failed callers fail at once, and attempts go on in the background, paced.
 */
export class RedisLane {
  private current: RedisConnection | undefined;
  private opening: Opening | undefined;
  private waiting: Promise<RedisConnection> | undefined;
  private openedAt = 0;
  private failure: Error | undefined;
  private timer: NodeJS.Timeout | undefined;
  private closed = false;
  private readonly backOff: BackOff;

  constructor(
    private readonly open: () => Opening,
    { retryDelayMs }: { readonly retryDelayMs: number },
    private readonly onFailure: (cause: Error) => void = () => undefined,
  ) {
    this.backOff = new BackOff(retryDelayMs);
  }

  /** The connection, or the attempt to be waited for; throws why there is none. */
  connection(): RedisConnection | Promise<RedisConnection> {
    if (this.current) return this.current;
    if (this.closed) throw new GateClosedError();
    if (this.failure) throw this.failure;
    return this.waiting ?? this.attempt();
  }

  /** Does not wait for the next attempt's turn, for somebody has just seen the server well. */
  hurry(): RedisConnection | Promise<RedisConnection> {
    if (this.failure === undefined || this.waiting || this.closed) return this.waiting ?? this.connection();
    clearTimeout(this.timer);
    return this.attempt();
  }

  /** Lets go of a connection whose server is not the right one (any more); the next is found afresh, paced. */
  retire(connection: RedisConnection, cause: Error): void {
    if (this.current !== connection) return;
    this.current = undefined;
    connection.retire();
    this.failed(cause);
  }

  close(): void {
    this.closed = true;
    clearTimeout(this.timer);
    const cause = new GateClosedError();
    this.opening?.abandon(cause);
    this.current?.destroy(cause);
  }

  private attempt(): Promise<RedisConnection> {
    const opening = this.open();
    this.opening = opening;
    this.waiting = opening.connection.then(
      (connection) => this.opened(connection),
      (error: Error) => {
        this.failed(error);
        throw error;
      },
    );
    // Nobody may be waiting when it fails; `failure` keeps the reason.
    this.waiting.catch(() => undefined);
    return this.waiting;
  }

  private opened(connection: RedisConnection): RedisConnection {
    this.opening = undefined;
    this.waiting = undefined;
    this.failure = undefined;
    this.openedAt = performance.now();
    this.backOff.ease();
    this.current = connection;
    connection.onEnd((cause) => this.lost(connection, cause));
    return connection;
  }

  /** A server that was merely cut off is asked at once by the next caller; one that hangs makes nobody wait again. */
  private lost(connection: RedisConnection, cause: Error): void {
    if (this.current !== connection) return;
    this.current = undefined;
    if (performance.now() - this.openedAt < youngMs) return this.failed(cause);
    this.backOff.reset();
    this.onFailure(cause);
    if (classifyRedisError(cause) === 'hung') this.retryIn(0, cause);
  }

  private failed(cause: Error): void {
    this.opening = undefined;
    this.waiting = undefined;
    this.onFailure(cause);
    const fault = classifyRedisError(cause);
    const hopeless = fault !== undefined && faultVerdicts[fault].needsOperator;
    this.retryIn(this.backOff.next(hopeless ? operatorFactor : 1), cause);
  }

  private retryIn(ms: number, cause: Error): void {
    if (this.closed) return;
    this.failure = cause;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.attempt(), ms);
    this.timer.unref();
  }
}
