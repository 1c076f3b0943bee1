import { type ServiceName } from '@secureconnect/contracts';
import { type BreakerOptions, CircuitBreaker } from '@secureconnect/resilience';
import { currentContext } from '../logging/request-context';
import { asPart } from '../tracing/tracing';
import { ServiceAwayError } from './service-away.error';
import { serviceTokenHeader } from './service-token-header.constants';
import { type ServiceTokens } from './service-tokens.service';

/** Which service is asked, and where it is. */
export interface AskedService {
  readonly name: ServiceName;
  readonly origin: string;
  /** From the first byte sent to the last received; a second unless told. */
  readonly deadlineMs?: number;
  readonly breaker?: Partial<BreakerOptions>;
}

/** What is asked of it. */
export interface ServiceRequest {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly body?: unknown;
}

/** What it answers, whatever it answers; the body is undefined where there is none. */
export interface ServiceAnswer {
  readonly status: number;
  readonly body: unknown;
}

const defaultDeadlineMs = 1_000;
const breakerDefaults: Partial<BreakerOptions> = { recoveryTimeoutMs: 2_000 };
/** Whoever answers with these answers for somebody who cannot. */
const absent = new Set([502, 503, 504]);

/** Asks another service as this one: in time, not at all while it is known to be away, and never twice. */
export class ServiceClient {
  readonly breaker: CircuitBreaker;

  constructor(
    private readonly asked: AskedService,
    private readonly tokens: ServiceTokens,
  ) {
    this.breaker = new CircuitBreaker(asked.name, { ...breakerDefaults, ...asked.breaker });
  }

  /** Rejects with ServiceAwayError where the service does not answer in time, or says that it cannot. */
  async ask(request: ServiceRequest): Promise<ServiceAnswer> {
    // Before the breaker: that nobody could verify us yet says nothing of whom we ask.
    const token = this.tokens.sign('service+jwt', this.asked.name);
    try {
      return await this.breaker.execute(() => this.sendTraced(request, token));
    } catch (cause) {
      throw new ServiceAwayError('', { cause });
    }
  }

  /** Without its path, which names people. */
  private sendTraced(request: ServiceRequest, token: string): Promise<ServiceAnswer> {
    const { method = 'GET' } = request;
    const { name } = this.asked;
    const attributes = { 'http.request.method': method, 'server.address': name };
    return asPart({ name: `${method} ${name}`, side: 'client', attributes }, async (span) => {
      const answer = await this.send(request, token);
      span?.set('http.response.status_code', answer.status);
      return answer;
    });
  }

  private async send({ method = 'GET', path, body }: ServiceRequest, token: string): Promise<ServiceAnswer> {
    const { origin, deadlineMs = defaultDeadlineMs, name } = this.asked;
    const answer = await fetch(new URL(path, origin), {
      method,
      signal: AbortSignal.timeout(deadlineMs),
      redirect: 'error',
      headers: this.headers(token, body),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    if (absent.has(answer.status)) throw new Error(`${name} answers ${answer.status}`);
    return { status: answer.status, body: text === '' ? undefined : (JSON.parse(text) as unknown) };
  }

  private headers(token: string, body: unknown): Record<string, string> {
    const { requestId, traceparent } = currentContext() ?? {};
    return {
      [serviceTokenHeader]: token,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(requestId === undefined ? {} : { 'x-request-id': requestId }),
      ...(traceparent === undefined ? {} : { traceparent }),
    };
  }
}
