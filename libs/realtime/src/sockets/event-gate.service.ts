import { Inject, Injectable } from '@nestjs/common';
import { TokenExpiredError } from '@secureconnect/identity';
import {
  currentContext,
  errorBody,
  ModeSource,
  newId,
  refuse,
  runInContext,
  toProblem,
  UnknownEventError,
  within,
} from '@secureconnect/platform';
import { beginEvent, endRefused } from './event-span';
import { EventLimiter } from './event-limiter.service';
import { checkPayload } from './event-payload';
import { type KnownSocket } from './known-socket';
import { REALTIME_SOCKETS_OPTIONS, type RealtimeSocketsOptions } from './realtime-sockets.options';
import { RealtimeSocketMetrics } from './realtime-socket-metrics.service';
import { SocketCutter } from './socket-cutter.service';
import { SocketStanding } from './socket-standing.service';
import { TooManyEventsError } from './too-many-events.error';

/** One event of a client on its way to its handler. */
interface HeardEvent {
  readonly name: string;
  readonly acknowledge: unknown;
  readonly go: () => void;
}

/** Lets an event through to its handler whose sender still counts, as often as she may, and in a shape that can be read. */
@Injectable()
export class EventGate {
  private readonly known = new Set<string>();

  constructor(
    private readonly standing: SocketStanding,
    private readonly limiter: EventLimiter,
    private readonly cutter: SocketCutter,
    private readonly metrics: RealtimeSocketMetrics,
    private readonly modes: ModeSource,
    @Inject(REALTIME_SOCKETS_OPTIONS) private readonly options: RealtimeSocketsOptions,
  ) {}

  /** Declares the events that have handlers. */
  declare(events: readonly string[]): void {
    for (const event of events) this.known.add(event);
    this.metrics.name(events);
  }

  watch(known: KnownSocket): void {
    const { address, headers } = known.socket.handshake;
    const client = { address, userAgent: headers['user-agent'] };
    known.socket.use(([name, ...args], next) => {
      const acknowledge: unknown = typeof args.at(-1) === 'function' ? args.pop() : undefined;
      const event = { name: String(name), acknowledge, go: next };
      const context = { requestId: newId(), client };
      const span = beginEvent(event.name, this.known, headers['traceparent']);
      const hear = (): void => this.hear(known, event, args);
      runInContext(context, () => (span ? within(span, hear) : hear()));
    });
  }

  private hear(known: KnownSocket, event: HeardEvent, args: readonly unknown[]): void {
    if (known.isOver) return;
    if (known.caller.expiresAtMs <= this.options.now())
      return this.cutter.fail(known, 'expired', new TokenExpiredError(''));
    const isRevoked = this.standing.isKnownRevoked(known);
    if (isRevoked) return this.cutter.revoke(known, 'token');
    try {
      this.check(known, event, args);
    } catch (error) {
      return this.refuse(known, event, error);
    }
    // Those that came before may be waiting for an answer still.
    if (isRevoked === undefined || known.asking) this.ask(known, event);
    else this.pass(event);
  }

  private check(known: KnownSocket, { name }: HeardEvent, args: readonly unknown[]): void {
    const waitMs = this.limiter.waitOf(known.caller.userId, name);
    if (waitMs > 0) throw new TooManyEventsError(waitMs);
    if (!this.known.has(name)) throw new UnknownEventError('');
    checkPayload(args);
  }

  /** Memory cannot say: whoever can is asked, and events keep their order meanwhile. */
  private ask(known: KnownSocket, event: HeardEvent): void {
    const turn = Promise.all([this.standing.isRevoked(known), known.asking])
      .then(
        ([isRevoked]) => {
          if (isRevoked) this.cutter.revoke(known, 'token');
          else if (!known.isOver) this.pass(event);
        },
        (error: unknown) => this.refuse(known, event, error),
      )
      .finally(() => {
        if (known.asking === turn) known.asking = undefined;
      });
    known.asking = turn;
  }

  private pass({ name, go }: HeardEvent): void {
    this.metrics.heard(name, 'taken');
    go();
  }

  private refuse(known: KnownSocket, { name, acknowledge }: HeardEvent, error: unknown): void {
    this.metrics.heard(name, 'refused');
    endRefused(toProblem(error).code);
    if (this.limiter.isFlood(known.socket.id) && error instanceof TooManyEventsError)
      return this.cutter.fail(known, 'flood', error);
    const body = errorBody(toProblem(error), this.modes.mode, currentContext()?.requestId ?? newId());
    refuse(known.socket, acknowledge, body);
  }
}
