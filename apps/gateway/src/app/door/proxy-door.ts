import { Injectable } from '@nestjs/common';
import { type DoorRoute, FrontDoor, toProblem, within } from '@secureconnect/platform';
import { type IncomingMessage, type ServerResponse } from 'node:http';
import { type Duplex } from 'node:stream';
import { Page } from '../page/page';
import { BodyGathering, type Gathered } from '../proxy/body-gathering';
import { Exchange } from '../proxy/exchange';
import { ExchangeParts } from '../proxy/exchange-parts';
import { Forwarding } from '../proxy/forwarding';
import { type RouteLine } from '../routes/route-line';
import { RouteLines } from '../routes/route-lines';
import { Admission, type Admitted } from './admission';
import { RequestHead } from './request-head';
import { pathEndOf } from './request-target';
import { SocketDoor } from './socket-door';

/** What the gateway answers itself, through the framework. */
const own = /^\/(?:health|metrics|docs|operator|internal\/operator)(?:[/?]|$)/;
/** Longer than any address the API knows. */
const longestTarget = 8_192;

/** Takes every request but those for the gateway itself, and passes it on to the service it is for. */
@Injectable()
export class ProxyDoor extends FrontDoor {
  readonly routes: readonly DoorRoute[];
  private readonly pass: Admitted = (exchange, line) => this.take(exchange, line);
  private readonly passWhole: Gathered = (exchange, line, body) => this.forward(exchange, line, body);

  constructor(
    private readonly lines: RouteLines,
    private readonly admission: Admission,
    private readonly parts: ExchangeParts,
    private readonly sockets: SocketDoor,
    private readonly page: Page,
  ) {
    super();
    this.routes = lines.described;
  }

  override takes(target: string): boolean {
    // Cheaper than the pattern, and nearly every request.
    return target.startsWith('/v1/') || !own.test(target);
  }

  override serve(request: IncomingMessage, response: ServerResponse): void {
    const target = request.url ?? '';
    if (target.startsWith('/ws/')) return this.sockets.serve(request, response);
    const head = new RequestHead(request);
    const end = target.length > longestTarget ? -1 : pathEndOf(target);
    const path = end < 0 ? '' : target.slice(0, end);
    const exchange = new Exchange(this.parts, request, response, head, path);
    if (head.fault) return exchange.refuse(head.fault);
    if (end < 0) return exchange.refuse(target.length > longestTarget ? 'url_too_long' : 'malformed_path');
    const method = request.method ?? '';
    const { span } = exchange;
    if (span) within(span, () => this.route(exchange, method));
    else this.route(exchange, method);
  }

  override switches(target: string): boolean {
    return target.startsWith('/ws/');
  }

  override upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    this.sockets.upgrade(request, socket, head);
  }

  private route(exchange: Exchange, method: string): void {
    const { head, path } = exchange;
    if (this.parts.cors.isPreflight(method, head)) return this.answerPreflight(exchange);
    const line = this.lines.find(method, path);
    if (!line) return this.miss(exchange, method);
    exchange.line = line;
    if (head.contentLength > line.mostBytes) return exchange.refuse('body_too_large');
    // What one program reads as the body another might read as the next request.
    if (head.hasBody && (method === 'GET' || method === 'HEAD')) return exchange.refuse('malformed_request');
    this.admission.admit(exchange, line, this.pass);
  }

  private miss(exchange: Exchange, method: string): void {
    const allowed = this.lines.allowedFor(exchange.path);
    if (allowed.length === 0 && this.page.answer(exchange, method)) return;
    if (allowed.length === 0) exchange.refuse('route_not_found');
    else exchange.refuse('method_not_allowed', {}, ['allow', allowed.join(', ')]);
  }

  private answerPreflight(exchange: Exchange): void {
    const allowed = this.lines.allowedFor(exchange.path);
    if (allowed.length === 0) return exchange.refuse('route_not_found');
    exchange.answerEmpty(204, this.parts.cors.preflightHeaders(exchange.head, allowed));
  }

  private take(exchange: Exchange, line: RouteLine): void {
    if (!exchange.head.hasBody || line.isBulk) this.forward(exchange, line, null);
    else new BodyGathering(exchange, line, this.passWhole).begin();
  }

  private forward(exchange: Exchange, line: RouteLine, body: Buffer | null): void {
    const { upstream } = line;
    let statement: string;
    try {
      statement = this.parts.statements.for(line.route.upstream, exchange.client.address);
    } catch (error) {
      return exchange.refuse(toProblem(error).code);
    }
    const entered = upstream.enter(exchange.holder, exchange.userId);
    if (entered === 'busy' || entered === 'over_share') exchange.refuse('overloaded');
    else if (entered === 'resting') exchange.refuse('upstream_unavailable');
    else new Forwarding(exchange, line, statement, body).begin();
  }
}
