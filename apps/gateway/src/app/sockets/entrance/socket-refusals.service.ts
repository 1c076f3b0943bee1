import { Injectable, Logger } from '@nestjs/common';
import { type ErrorBody } from '@secureconnect/contracts';
import { errorBody, ModeSource, problemAnswer, ProblemError, toProblem } from '@secureconnect/platform';
import { type ServerResponse } from 'node:http';
import { SocketMetrics } from '../socket-metrics.service';

/** The one way out for what is refused a socket: over HTTP, or as Socket.IO tells it. */
@Injectable()
export class SocketRefusals {
  private readonly logger = new Logger('Sockets');

  constructor(
    private readonly modes: ModeSource,
    private readonly metrics: SocketMetrics,
  ) {}

  /** Answers and leaves the connection to node; nothing where an answer was begun already. Gives the status. */
  answer(response: ServerResponse, error: unknown, requestId: string, more: readonly string[] = []): number {
    const problem = this.told(error);
    const { status, headers, body } = problemAnswer(problem, this.modes.mode, requestId);
    if (response.headersSent || response.destroyed) {
      response.destroy();
      return status;
    }
    const own = error instanceof ProblemError ? Object.entries(error.headers ?? {}).flat() : [];
    response.writeHead(status, [...headers, ...own, ...more]).end(body);
    return status;
  }

  /** The body that goes with a refusal over Socket.IO. */
  bodyOf(error: unknown, requestId: string): ErrorBody {
    return errorBody(this.told(error), this.modes.mode, requestId);
  }

  private told(error: unknown): ReturnType<typeof toProblem> {
    const problem = toProblem(error);
    this.metrics.refused(problem.code);
    if (problem.code === 'internal_error')
      this.logger.error('Unforeseen error', error instanceof Error ? error : new Error(String(error)));
    return problem;
  }
}
