import { type Dispatcher } from 'undici';
import { type TraceSpan } from '@secureconnect/platform';
import { TimedCall } from '@secureconnect/resilience';
import { type RouteLine } from '../routes/route-line';
import { type UpstreamOutcome } from '../upstreams/upstream';
import { type UpstreamInstance } from '../upstreams/upstream-instance';
import { beginAttempt } from './attempt-span';
import { endPolitely } from './end-politely';
import { type Exchange } from './exchange';
import { BodyPace } from './body-pace';
import { type BodyWatcher, RequestBody } from './request-body';
import { requestHeaders } from './request-headers';
import { ResponseHeaders } from './response-headers';

/** A body up to this is written in one piece with its head, which costs a copy and spares a gathering write. */
const shortBytes = 16_384;

const isSafe = (method: string): boolean => method === 'GET' || method === 'HEAD' || method === 'OPTIONS';

/**
 * One request on its way to an upstream and its answer on the way back: undici's handler, its own deadline and its own
 * state, so that a request costs one object.
 */
export class Forwarding extends TimedCall implements BodyWatcher {
  private readonly method: string;
  private readonly headers: string[];
  private readonly file: RequestBody | null;
  private readonly pace: BodyPace | undefined;
  private instance: UpstreamInstance | undefined;
  private span: TraceSpan | undefined;
  private abort: ((error?: Error) => void) | undefined;
  private resume: (() => void) | undefined;
  private held: Buffer | undefined;
  private length = -1;
  private isSent = false;
  private isRetried = false;
  private hasAnswer = false;
  private isPaused = false;
  private isOver = false;

  constructor(
    private readonly exchange: Exchange,
    private readonly line: RouteLine,
    statement: string,
    /** All of it, where it is no file. */
    private readonly whole: Buffer | null,
  ) {
    super();
    const { request, head } = exchange;
    this.method = request.method ?? 'GET';
    this.headers = requestHeaders(head, {
      requestId: exchange.requestId,
      traceparent: exchange.traceparent,
      address: exchange.client.address,
      isSecure: exchange.parts.addresses.isSecure(request),
      statement,
    });
    this.file = head.hasBody && whole === null ? new RequestBody(request, this) : null;
    if (this.file) this.pace = new BodyPace(exchange.parts.leastPace);
  }

  begin(): void {
    const { exchange, file } = this;
    exchange.onGone = this;
    if (file && exchange.head.expectsContinue) exchange.response.writeContinue();
    this.wait(file ? exchange.parts.clientSilenceMs : exchange.parts.deadlineMs);
    this.send();
  }

  bodyAwaited(): void {
    this.pace?.begin();
  }

  bodyMoved(bytes: number): void {
    if (this.pace?.isKept(bytes) === false) return this.clientTooSlow();
    if (!this.hasAnswer) this.wait(this.exchange.parts.clientSilenceMs);
  }

  bodyCame(): void {
    if (!this.hasAnswer) this.wait(this.exchange.parts.deadlineMs);
  }

  clientGone(): void {
    this.end('abandoned');
  }

  /** Nothing came for too long, from whoever had to say something. */
  override missed(): void {
    if (this.isOver) return;
    if (this.hasAnswer) return this.break(this.isPaused ? 'abandoned' : 'cut');
    const isClients = this.file?.isAwaited ?? false;
    if (!isClients) this.instance?.health.failed('no answer in time');
    this.end(isClients ? 'abandoned' : 'late');
    this.exchange.refuse(isClients ? 'request_timeout' : 'upstream_timeout');
  }

  onConnect(abort: (error?: Error) => void): void {
    if (this.isOver) return abort();
    this.abort = abort;
    this.isSent = true;
  }

  onHeaders(status: number, raw: Buffer[], resume: () => void): boolean {
    if (status < 200) return true;
    const headers = new ResponseHeaders(raw);
    this.hasAnswer = true;
    this.resume = resume;
    this.length = headers.contentLength;
    this.note(status, headers);
    this.span?.set('http.response.status_code', status);
    this.exchange.begin(status, headers);
    this.wait(this.exchange.parts.deadlineMs);
    return true;
  }

  onData(chunk: Buffer): boolean {
    // The whole body at once goes out with its head in one write, when it is known to be whole.
    if (chunk.length === this.length) {
      this.held = chunk;
      return true;
    }
    const { response, parts } = this.exchange;
    if (response.write(chunk)) {
      this.wait(parts.deadlineMs);
      return true;
    }
    this.isPaused = true;
    this.wait(parts.clientSilenceMs);
    response.once('drain', () => this.drained());
    return false;
  }

  onComplete(): void {
    if (this.isOver) return;
    const { request, response } = this.exchange;
    this.end('answered');
    if (!request.complete && this.file) endPolitely(request, response, this.held);
    else if (this.held !== undefined && this.held.length <= shortBytes)
      response.end(this.held.toString('latin1'), 'latin1');
    else response.end(this.held);
  }

  onError(error: Error): void {
    if (this.isOver) return;
    if (this.hasAnswer) return this.break('cut');
    this.instance?.health.failed(error.message);
    if (this.mayRetry()) return this.retry();
    this.end('unreachable');
    this.exchange.refuse('upstream_unavailable');
  }

  private send(): void {
    const { line, exchange, method, headers } = this;
    const instance = line.upstream.choose(undefined, this.instance);
    if (!instance) return this.onError(new Error('no instance is known'));
    this.instance = instance;
    instance.inFlight += 1;
    if (exchange.span) this.trace(exchange.span, instance.origin);
    const options = {
      origin: instance.origin.origin,
      path: exchange.request.url as string,
      method,
      headers,
      body: this.file ?? this.whole,
    };
    instance.pool.dispatch(options as Dispatcher.DispatchOptions, this as Dispatcher.DispatchHandler);
  }

  /** What was never sent was not done and burdened nobody; what only reads may be done twice, by the budget. */
  private mayRetry(): boolean {
    if (this.isRetried) return false;
    const { upstream } = this.line;
    if (!this.isSent) return upstream.instances.length > 1;
    return isSafe(this.method) && !this.exchange.head.hasBody && upstream.retries.take();
  }

  private retry(): void {
    this.leaveInstance('unreachable');
    this.isRetried = true;
    this.isSent = false;
    this.abort = undefined;
    this.send();
  }

  private note(status: number, { isOurs }: ResponseHeaders): void {
    // Something before the service says that it is not there; what our own services say is an answer.
    const isGone = status >= 502 && status <= 504 && !isOurs;
    if (isGone) this.instance?.health.failed(`answers ${status}`);
    else this.instance?.health.succeeded();
  }

  private clientTooSlow(): void {
    if (this.isOver) return;
    if (this.hasAnswer) return this.break('abandoned');
    this.end('abandoned');
    this.exchange.refuse('request_timeout');
  }

  private drained(): void {
    if (this.isOver) return;
    this.isPaused = false;
    this.wait(this.exchange.parts.deadlineMs);
    this.resume?.();
  }

  private wait(ms: number): void {
    this.exchange.parts.wheel.watch(this, ms);
  }

  private break(outcome: UpstreamOutcome): void {
    if (outcome === 'cut') this.instance?.health.failed('ended in the middle of an answer');
    this.end(outcome);
    this.exchange.cut();
  }

  private end(outcome: UpstreamOutcome): void {
    if (this.isOver) return;
    this.isOver = true;
    this.cancel();
    this.leaveInstance(outcome);
    this.line.upstream.leave(outcome, this.exchange.holder, this.exchange.userId);
    if (outcome !== 'answered') this.abort?.();
  }

  private trace(request: TraceSpan, instance: URL): void {
    const { method, headers, isRetried } = this;
    const attempt = { method, upstream: this.line.route.upstream, instance, isRetry: isRetried };
    this.span = beginAttempt(request, headers, attempt);
  }

  private leaveInstance(outcome: UpstreamOutcome): void {
    if (this.instance) this.instance.inFlight -= 1;
    this.span?.end(outcome === 'answered' ? undefined : outcome);
    this.span = undefined;
  }
}
