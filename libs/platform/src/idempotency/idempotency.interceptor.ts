import {
  type CallHandler,
  type ExecutionContext,
  Inject,
  Injectable,
  Logger,
  type NestInterceptor,
} from '@nestjs/common';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { from, lastValueFrom, type Observable, of } from 'rxjs';
import { IdempotencyKeyInUseError } from './idempotency-key-in-use.error';
import { IdempotencyKeyReusedError } from './idempotency-key-reused.error';
import { IDEMPOTENCY_OPTIONS } from './idempotency.constants';
import { type IdempotencyOptions } from './idempotency.options';
import { type Claim, IdempotencyStore } from './idempotency.store';
import { type IdempotentAnswer, refusalOf } from './idempotent-answer';
import { idempotencyKeyOf, recognise } from './idempotent-request';
import { withAnswerKeeper } from './keep-answer';
import { ReplayedProblemError } from './replayed-problem.error';

/** Carries a create with an Idempotency-Key out once, and gives every repeat the answer of the first. */
@Injectable()
export class IdempotencyInterceptor implements NestInterceptor {
  private readonly logger = new Logger('Idempotency');

  constructor(
    private readonly store: IdempotencyStore,
    @Inject(IDEMPOTENCY_OPTIONS) private readonly options: IdempotencyOptions,
  ) {}

  async intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    const key = idempotencyKeyOf(request);
    if (key === undefined) return next.handle();
    const claiming = await this.store.claim(recognise(request, key, this.options.callerOf(request)));
    switch (claiming.outcome) {
      case 'claimed':
        return from(this.carryOut(claiming.claim, reply, next));
      case 'answered':
        return of(replay(claiming.answer, reply));
      case 'running':
        throw new IdempotencyKeyInUseError();
      case 'reused':
        throw new IdempotencyKeyReusedError();
    }
  }

  private async carryOut(claim: Claim, reply: FastifyReply, next: CallHandler): Promise<unknown> {
    let kept = false;
    const handle = () => lastValueFrom(next.handle(), { defaultValue: undefined as unknown });
    try {
      const body = await withAnswerKeeper(async (manager, answered) => {
        // Whoever took the claim over is carrying it out now; failing here undoes our transaction.
        if (!(await this.store.keep(claim, answerOf(reply, answered), manager)))
          throw new IdempotencyKeyInUseError();
        kept = true;
      }, handle);
      if (!kept) await this.settle(claim, answerOf(reply, body));
      return body;
    } catch (error) {
      await this.settle(claim, refusalOf(error));
      throw error;
    }
  }

  /** What was done is done: if PostgreSQL dies now the caller still gets the true answer, and the lease runs out. */
  private async settle(claim: Claim, answer: IdempotentAnswer | undefined): Promise<void> {
    try {
      if (answer) await this.store.keep(claim, answer);
      else await this.store.release(claim);
    } catch (error) {
      this.logger.warn(
        `The answer to ${claim.request.operation} could not be kept: ${(error as Error).message}`,
      );
    }
  }
}

function answerOf(reply: FastifyReply, body: unknown): IdempotentAnswer {
  const location = reply.getHeader('location');
  return {
    status: reply.statusCode,
    ...(location === undefined ? {} : { location: String(location) }),
    body,
  };
}

function replay(answer: IdempotentAnswer, reply: FastifyReply): unknown {
  if ('problem' in answer) throw new ReplayedProblemError(answer.problem);
  if (answer.location !== undefined) void reply.header('location', answer.location);
  void reply.status(answer.status);
  return answer.body;
}
