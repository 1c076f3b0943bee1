import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { type FastifyRequest } from 'fastify';
import { ValidationFailedError } from '../errors/validation-failed.error';

/** Refuses whatever is asked behind the `?` of a list that is always given whole, instead of not hearing it. */
@Injectable()
export class TakesNoQuery implements CanActivate {
  canActivate(context: ExecutionContext): true {
    const { query } = context.switchToHttp().getRequest<FastifyRequest>();
    const faults = Object.keys(query as object).map((field) => ({
      field,
      problems: [`property ${field} should not exist`],
    }));
    if (faults.length > 0) throw new ValidationFailedError(faults);
    return true;
  }
}
