import { type ArgumentsHost, Catch, type ExceptionFilter } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { randomUUID } from 'node:crypto';
import { RedisUnavailableError } from './redis-unavailable.error';

interface Request {
  readonly id?: unknown;
  readonly headers?: Readonly<Record<string, string | string[] | undefined>>;
}

/** Answers what is refused for want of Redis, in an application that has no filter of its own for it. */
@Catch(RedisUnavailableError)
export class RedisUnavailableFilter implements ExceptionFilter<RedisUnavailableError> {
  constructor(private readonly host: HttpAdapterHost) {}

  catch(error: RedisUnavailableError, host: ArgumentsHost): void {
    if (host.getType() === 'http') this.answerHttp(error, host);
    else if (host.getType() === 'ws') answerSocket(error, host);
    else throw error;
  }

  private answerHttp(error: RedisUnavailableError, host: ArgumentsHost): void {
    const { httpAdapter } = this.host;
    const answer: unknown = host.switchToHttp().getResponse();
    if (httpAdapter.isHeadersSent(answer)) return;
    httpAdapter.setHeader(answer, 'Retry-After', String(error.retryAfterSeconds));
    httpAdapter.reply(answer, bodyOf(error, idOf(host.switchToHttp().getRequest<Request>())), 503);
  }
}

/** The acknowledgement where the client asked for one, else an `exception` event. */
function answerSocket(error: RedisUnavailableError, host: ArgumentsHost): void {
  const body = bodyOf(error, randomUUID());
  const acknowledge = host.getArgs<unknown[]>().find((argument) => typeof argument === 'function');
  if (acknowledge) (acknowledge as (answer: object) => void)({ ok: false, error: body });
  else host.getArgByIndex<{ emit(event: string, body: object): void }>(0).emit('exception', body);
}

const bodyOf = ({ code, message }: RedisUnavailableError, request_id: string) => ({
  error: 'SERVICE_DEGRADED',
  code,
  mode: 'degraded',
  message,
  request_id,
});

/** What the application calls the request, else what the caller does, else a name of our own. */
function idOf({ id, headers }: Request): string {
  const given = headers?.['x-request-id'];
  if (typeof id === 'string') return id;
  return typeof given === 'string' && /^[\w.:-]{8,128}$/.test(given) ? given : randomUUID();
}
