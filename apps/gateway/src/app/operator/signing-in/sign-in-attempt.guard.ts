import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { type FastifyRequest } from 'fastify';
import { NoOperatorTokenError } from './no-operator-token.error';
import { OperatorSessions } from './operator-sessions.service';
import { SignInAttempts } from './sign-in-attempts.service';

/** Counts who wants to sign in before anything of what was sent is looked at; where there is no token, nothing is. */
@Injectable()
export class SignInAttemptGuard implements CanActivate {
  constructor(
    private readonly sessions: OperatorSessions,
    private readonly attempts: SignInAttempts,
  ) {}

  canActivate(context: ExecutionContext): true {
    if (!this.sessions.isOpen) throw new NoOperatorTokenError('');
    this.attempts.count(context.switchToHttp().getRequest<FastifyRequest>().ip);
    return true;
  }
}
