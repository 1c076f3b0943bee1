import { Injectable } from '@nestjs/common';
import { ClientStatements } from '@secureconnect/platform';
import { type ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { type Dispatcher, errors } from 'undici';
import { ResponseHeaders } from '../../proxy/response-headers';
import { type UpstreamInstance } from '../../upstreams/upstream-instance';
import { UpstreamTimeoutError } from '../../upstreams/upstream-timeout.error';
import { UpstreamUnavailableError } from '../../upstreams/upstream-unavailable.error';
import { type Visit } from '../entrance/visit';
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
  constructor(private readonly statements: ClientStatements) {}

  /** Rejects with 502 or 504. */
  async ask({ visit, instance, deadlineMs, body, signal }: PollRequest): Promise<PollAnswer> {
    try {
      const {
        statusCode,
        headers,
        body: answer,
      } = await instance.pool.request({
        method: body ? 'POST' : 'GET',
        path: visit.target,
        headers: serviceHeaders(visit, this.statements),
        body: body ?? null,
        signal: signal ?? null,
        headersTimeout: deadlineMs,
        bodyTimeout: deadlineMs,
        responseHeaders: 'raw',
      });
      return { status: statusCode, headers: headers as unknown as string[], body: answer };
    } catch (cause) {
      if (cause instanceof errors.HeadersTimeoutError) throw new UpstreamTimeoutError('', { cause });
      throw new UpstreamUnavailableError('', { cause });
    }
  }

  /** Whole, or visibly cut. */
  async relay(answer: PollAnswer, response: ServerResponse, more: readonly string[]): Promise<void> {
    const raw = answer.headers.map((each) => Buffer.from(each, 'latin1'));
    response.writeHead(answer.status, [...new ResponseHeaders(raw).passed, ...more]);
    await pipeline(answer.body, response);
  }
}
