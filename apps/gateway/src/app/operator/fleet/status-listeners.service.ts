import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { type FleetStatus } from '@secureconnect/contracts';
import { Drain, saidBy } from '@secureconnect/platform';
import { PassThrough } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { ActionLog } from '../levers/action-log.service';
import { FleetReporter } from './fleet-reporter.service';
import { FleetWatch } from './fleet-watch.service';
import { TooManyListenersError } from './too-many-listeners.error';

const mostListeners = 20;
const everyMs = 1_000;
/** Who comes first is not told that nobody was asked yet. */
const firstPatienceMs = 500;
/** Whoever does not take what is sent is let go, and comes again by herself. */
const mostWaitingBytes = 2_097_152;

/** Tells all who look on every second how things are, and asks nobody while nobody looks on. */
@Injectable()
export class StatusListeners implements OnApplicationShutdown {
  private readonly logger = new Logger('Operator');
  private readonly open$ = new Map<PassThrough, Date>();
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly fleet: FleetWatch,
    private readonly reporter: FleetReporter,
    private readonly actions: ActionLog,
    drain: Drain,
  ) {
    drain.on('disconnect', () => this.endAll());
  }

  /** A stream of events that ends with the session; throws where too many are open. */
  open(until: Date): PassThrough {
    if (this.open$.size >= mostListeners) throw new TooManyListenersError('');
    const stream = new PassThrough();
    this.open$.set(stream, until);
    stream.once('close', () => this.forget(stream));
    stream.on('error', () => this.forget(stream)); // The reader has gone: there is nobody to tell.
    // What has begun cannot be answered in another way any more, should whoever listens leave at once.
    stream.write(': here\n\n');
    void Promise.race([this.fleet.look(), sleep(firstPatienceMs)]).then(() =>
      this.orSay(() => this.tell(stream, this.reporter.now())),
    );
    this.timer ??= setInterval(() => this.orSay(() => this.tick()), everyMs).unref();
    return stream;
  }

  onApplicationShutdown(): void {
    this.endAll();
  }

  /** The page says by itself that it hears nothing; this gateway has more to do than to tell it. */
  private orSay(tell: () => void): void {
    try {
      tell();
    } catch (error) {
      // Nobody is there to hear of it but whoever reads the log.
      this.logger.error(`The page for operators cannot be told how things are: ${saidBy(error)}`);
    }
  }

  private tick(): void {
    void this.fleet.look();
    void this.actions.refresh();
    const status = this.reporter.now();
    for (const [stream, until] of this.open$) {
      if (Date.now() >= until.getTime()) stream.end('event: signed-out\ndata: {}\n\n');
      else this.tell(stream, status);
    }
  }

  private tell(stream: PassThrough, status: FleetStatus): void {
    if (stream.writableEnded || stream.destroyed) return;
    if (stream.writableLength > mostWaitingBytes) stream.destroy();
    else stream.write(`event: status\ndata: ${JSON.stringify(status)}\n\n`);
  }

  private forget(stream: PassThrough): void {
    this.open$.delete(stream);
    if (this.open$.size > 0) return;
    clearInterval(this.timer);
    this.timer = undefined;
  }

  private endAll(): void {
    for (const stream of this.open$.keys()) stream.end();
  }
}
