import { type ArgumentsHost, Catch, type ExceptionFilter, Logger } from '@nestjs/common';
import { type ErrorBody } from '@secureconnect/contracts';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { type Socket } from 'socket.io';
import { type RouteTable } from '../http/route-table';
import { currentContext } from '../logging/request-context';
import { type ModeSource } from '../health/mode-source';
import { errorBody } from './error-body.factory';
import { currentSpan } from '../tracing/tracing';
import { MethodNotAllowedError } from './method-not-allowed.error';
import { type Problem } from './problem';
import { retryAfterOf } from './problem-answer';
import { ProblemError } from './problem.error';
import { RouteNotFoundError } from './route-not-found.error';
import { statusOf, toProblem } from './to-problem';

/** The one way out for errors, over HTTP and over sockets. */
@Catch()
export class ErrorFilter implements ExceptionFilter {
  private readonly logger = new Logger('Errors');

  constructor(
    private readonly modes: ModeSource,
    private readonly routes: RouteTable,
  ) {}

  catch(error: unknown, host: ArgumentsHost): void {
    if (host.getType() === 'ws') this.answerSocket(error, host);
    else this.answerHttp(error, host);
  }

  private answerHttp(thrown: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    if (reply.sent) return;
    const error = request.is404 ? this.missing(request) : thrown;
    const problem = toProblem(error);
    this.tell(error, problem);
    const retryAfter = retryAfterOf(problem);
    if (retryAfter !== undefined) reply.header('retry-after', String(retryAfter));
    if (error instanceof ProblemError) void reply.headers({ ...error.headers });
    if (error instanceof MethodNotAllowedError) reply.header('allow', error.allowed.join(', '));
    void reply.status(statusOf(problem)).send(errorBody(problem, this.modes.mode, request.id));
  }

  /** The acknowledgement where the client asked for one, else an `exception` event. */
  private answerSocket(error: unknown, host: ArgumentsHost): void {
    const problem = toProblem(error);
    this.tell(error, problem);
    const body = errorBody(problem, this.modes.mode, currentContext()?.requestId ?? '');
    refuse(host.getArgByIndex<Socket>(0), host.getArgByIndex<unknown>(2), body);
  }

  private missing(request: FastifyRequest): RouteNotFoundError | MethodNotAllowedError {
    const allowed = this.routes.allowedFor(request.url.split('?')[0] ?? '/');
    return allowed.length > 0 ? new MethodNotAllowedError(allowed) : new RouteNotFoundError('');
  }

  /** Only what nobody foresaw is worth a stack; outages are told once, where they are noticed. */
  private tell(error: unknown, problem: Problem): void {
    currentSpan()?.refused(problem.code);
    if (problem.code !== 'internal_error') return;
    this.logger.error(
      'Unforeseen error',
      error instanceof Error ? error : new Error(String(error)),
      'Errors',
    );
  }
}

/** Tells a socket's client that its event failed. */
export function refuse(socket: Socket, acknowledge: unknown, body: ErrorBody): void {
  if (typeof acknowledge === 'function') acknowledge({ ok: false, error: body });
  else socket.emit('exception', body);
}
