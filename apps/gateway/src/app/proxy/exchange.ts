import { type IncomingMessage, type ServerResponse } from 'node:http';
import { type ErrorCode } from '@secureconnect/contracts';
import { type Caller } from '@secureconnect/identity';
import { type ClientAddress, type Problem, problemAnswer, type TraceSpan } from '@secureconnect/platform';
import { type RateDecision } from '@secureconnect/rate-limit-store';
import { type RequestHead } from '../door/request-head';
import { type RouteLine } from '../routes/route-line';
import { endPolitely, isNearlyRead } from './end-politely';
import { type ExchangeParts } from './exchange-parts';
import { beginExchange, endExchange } from './exchange-span';
import { pushRateLimit } from './rate-limit-headers';
import { requestNames } from './request-names';
import { type ResponseHeaders } from './response-headers';

/** One request that came through the door, and its answer. */
export class Exchange {
  readonly requestId: string;
  readonly traceparent: string;
  /** Undefined: tracing is off. */
  readonly span: TraceSpan | undefined;
  readonly client: ClientAddress;
  line: RouteLine | undefined;
  caller: Caller | undefined;
  keyName: string | undefined;
  decision: RateDecision | undefined;
  /** The client got less than the whole answer, or none. */
  isCut = false;
  /** How much of its body is in memory. */
  private heldBytes = 0;
  /** Told when nobody waits for the answer any more. */
  onGone: { clientGone(): void } | undefined;
  private readonly startedAt = performance.now();

  constructor(
    readonly parts: ExchangeParts,
    readonly request: IncomingMessage,
    readonly response: ServerResponse,
    readonly head: RequestHead,
    /** Without its query, which may say what no log should. */
    readonly path: string,
  ) {
    const names = requestNames(head);
    this.requestId = names.requestId;
    this.span = beginExchange(request.method ?? '', names, names.traceparent === head.traceparent);
    this.traceparent = this.span?.traceparent ?? names.traceparent;
    this.client = parts.addresses.of(request);
    response.on('close', () => this.closed());
  }

  get network(): string {
    return this.client.network;
  }

  /** Under what name it has its share of what all share, besides the user's. */
  get holder(): string {
    return this.keyName ?? this.client.network;
  }

  get userId(): string | undefined {
    return this.caller?.userId;
  }

  /** Nobody is there to be told anything. */
  get isGone(): boolean {
    return this.response.destroyed;
  }

  /** Whether there is room in memory for more of its body. */
  holdBytes(bytes: number): boolean {
    if (this.parts.bodies.take(bytes, this.holder) !== 'taken') return false;
    this.heldBytes += bytes;
    return true;
  }

  /** Answers with an error of the gateway's own. */
  refuse(code: ErrorCode, more: Omit<Problem, 'code'> = {}, extra: readonly string[] = []): void {
    if (this.response.headersSent || this.isGone) return;
    this.span?.refused(code);
    const { status, headers, body } = problemAnswer({ ...more, code }, this.parts.modes.mode, this.requestId);
    headers.push(...extra);
    if (status === 401) headers.push('www-authenticate', 'Bearer');
    this.pushOwn(headers, this.isDegraded, '');
    // Where a malformed request ends is not known, so nothing after it is read as another.
    const isSound = code !== 'malformed_request' && code !== 'headers_too_large';
    this.keepOrClose(isSound && isNearlyRead(this.request, this.head));
    this.response.writeHead(status, headers);
    endPolitely(this.request, this.response, body);
  }

  /** Gives an answer of the gateway's own without a body. */
  answerEmpty(status: number, headers: string[]): void {
    this.answerWhole(status, headers, '');
  }

  /** The same with one, which a request for the head alone is spared. */
  answerWhole(status: number, headers: string[], body: Buffer | ''): void {
    headers.push('x-request-id', this.requestId);
    this.keepOrClose(isNearlyRead(this.request, this.head));
    this.response.writeHead(status, headers);
    endPolitely(this.request, this.response, body);
  }

  /** Begins the answer of an upstream. */
  begin(status: number, from: ResponseHeaders): void {
    const headers = from.passed;
    headers.push('x-request-id', this.requestId);
    const own = this.isDegraded;
    this.pushOwn(headers, own || from.isDegraded, from.marks);
    this.keepOrClose(this.request.complete || !this.head.hasBody);
    this.response.writeHead(status, headers);
  }

  /** Ends the connection so that nobody takes what was sent for the whole. */
  cut(): void {
    this.isCut = true;
    const { socket } = this.request;
    if (socket.destroyed) this.response.destroy();
    else socket.resetAndDestroy();
  }

  /** Whether something of this request was decided without Redis. */
  private get isDegraded(): boolean {
    if (this.decision?.isDegraded) return true;
    return this.line !== undefined && this.parts.modes.mode === 'degraded';
  }

  private pushOwn(headers: string[], isDegraded: boolean, marks: string): void {
    if (this.decision) pushRateLimit(headers, this.decision);
    this.parts.cors.push(headers, this.head.origin);
    if (!isDegraded) return;
    const own = this.isDegraded ? (this.line?.marks ?? '') : '';
    headers.push('x-service-mode', 'degraded');
    headers.push('x-degraded', marks !== '' && own !== '' ? `${marks}, ${own}` : marks + own);
  }

  private keepOrClose(isReusable: boolean): void {
    if (!isReusable || this.parts.drain.isDraining) this.response.shouldKeepAlive = false;
  }

  private closed(): void {
    if (!this.response.writableFinished) this.isCut = true;
    this.onGone?.clientGone();
    if (this.heldBytes > 0) this.parts.bodies.giveBack(this.heldBytes, this.holder);
    this.parts.log.ended(this, performance.now() - this.startedAt);
    if (this.span) this.endSpan(this.span);
  }

  private endSpan(span: TraceSpan): void {
    const { isCut, line, request, response } = this;
    const method = request.method ?? '';
    endExchange(span, { method, route: line?.template, status: response.statusCode, isCut });
  }
}
