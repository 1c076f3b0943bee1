import { Injectable } from '@nestjs/common';
import { ClientStatements } from '@secureconnect/platform';
import { type ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { type Dispatcher, errors } from 'undici';
import { ResponseHeaders } from '../../proxy/response-headers';
import { type UpstreamInstance } from '../../upstreams/upstream-instance';
import { UpstreamTimeoutError } from '../../upstreams/upstream-timeout.error';
import { Upstreams } from '../../upstreams/upstreams';
import { UpstreamUnavailableError } from '../../upstreams/upstream-unavailable.error';
import { type Visit } from '../entrance/visit';
import { along } from '../upgrade/along';
import { waitingWayTo, wayTo } from '../upgrade/service-way';
import { serviceHeaders } from '../upgrade/service-headers';

/** What is asked of a service for one that polls. */
export interface PollRequest {
  readonly visit: Visit;
  readonly instance: UpstreamInstance;
  readonly deadlineMs: number;
  readonly body?: Buffer;
  readonly signal?: AbortSignal;
}

/** What it answered: raw headers, names and values in turn. */
export interface PollAnswer {
  readonly status: number;
  readonly headers: readonly string[];
  readonly body: Dispatcher.ResponseData['body'];
}

/** Carries polls to services and their answers back. */
@Injectable()
export class PollForwarder {
  constructor(
    private readonly statements: ClientStatements,
    private readonly upstreams: Upstreams,
  ) {}

  /** Rejects with 502, 503 or 504. One that has a signal waits until it is given up; others have an answer soon. */
  async ask(request: PollRequest): Promise<PollAnswer> {
    const { visit, instance, signal } = request;
    const headers = serviceHeaders(visit, this.statements);
    const upstream = this.upstreams.of(visit.route.upstream);
    const way = signal ? waitingWayTo(upstream) : wayTo(upstream, visit);
    const isGivenUp = () => signal?.aborted ?? false;
    return along(way, instance, () => this.send(request, headers), isGivenUp);
  }

  /** Whole, or visibly cut. */
  async relay(answer: PollAnswer, response: ServerResponse, more: readonly string[]): Promise<void> {
    const raw = answer.headers.map((each) => Buffer.from(each, 'latin1'));
    response.writeHead(answer.status, [...new ResponseHeaders(raw).passed, ...more]);
    await pipeline(answer.body, response);
  }

  private async send(
    { visit, instance, deadlineMs, body, signal }: PollRequest,
    headers: string[],
  ): Promise<PollAnswer> {
    const asked = {
      method: body ? 'POST' : 'GET',
      path: visit.target,
      ...{
        headers,
        body: body ?? null,
        signal: signal ?? null,
        headersTimeout: deadlineMs,
        bodyTimeout: deadlineMs,
      },
      responseHeaders: 'raw',
    } as const;
    try {
      const { statusCode, headers: raw, body: answer } = await instance.pool.request(asked);
      return { status: statusCode, headers: raw as unknown as string[], body: answer };
    } catch (cause) {
      if (cause instanceof errors.HeadersTimeoutError) throw new UpstreamTimeoutError('', { cause });
      throw new UpstreamUnavailableError('', { cause });
    }
  }
}
