import { TimedCall } from '@secureconnect/resilience';
import { type RouteLine } from '../routes/route-line';
import { BodyBuffer } from './body-buffer';
import { type Exchange } from './exchange';

/** What is done with a request whose body is here. */
export type Gathered = (exchange: Exchange, line: RouteLine, body: Buffer) => void;

/**
 * Takes in the body of a request that is no file. Only with all of it a service is asked, so whoever sends slowly holds
 * a connection of its own and nobody's place.
 */
export class BodyGathering extends TimedCall {
  private readonly body = new BodyBuffer();
  private isOver = false;

  constructor(
    private readonly exchange: Exchange,
    private readonly line: RouteLine,
    private readonly whole: Gathered,
  ) {
    super();
  }

  begin(): void {
    const { exchange } = this;
    const { request, response, parts, head } = exchange;
    exchange.onGone = this;
    if (head.expectsContinue) response.writeContinue();
    parts.wheel.watch(this, parts.requestTimeoutMs);
    request.on('data', (chunk: Buffer) => this.came(chunk));
    request.on('end', () => this.ended());
  }

  clientGone(): void {
    this.end();
  }

  override missed(): void {
    if (this.end()) this.exchange.refuse('request_timeout');
  }

  private came(chunk: Buffer): void {
    if (this.isOver) return;
    const { body, exchange, line } = this;
    if (body.length + chunk.length > line.mostBytes) return this.giveUp('body_too_large');
    const isAll = chunk.length === exchange.head.contentLength;
    if (!exchange.holdBytes(isAll ? chunk.length : body.growthFor(chunk.length)))
      return this.giveUp('overloaded');
    body.append(chunk, isAll);
  }

  private giveUp(code: 'body_too_large' | 'overloaded'): void {
    this.end();
    this.exchange.refuse(code);
  }

  private ended(): void {
    if (this.end()) this.whole(this.exchange, this.line, this.body.whole);
  }

  /** False where it was over already. */
  private end(): boolean {
    if (this.isOver) return false;
    this.isOver = true;
    this.cancel();
    return true;
  }
}
