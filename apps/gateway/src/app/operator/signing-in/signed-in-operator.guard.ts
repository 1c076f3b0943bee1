import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { type FastifyRequest } from 'fastify';
import { NoOperatorTokenError } from './no-operator-token.error';
import { cookieOf } from './operator-cookie';
import { type OperatorSession, OperatorSessions } from './operator-sessions.service';
import { OperatorUnknownError } from './operator-unknown.error';

const sessions = new WeakMap<object, OperatorSession>();

/** Who the guard let through. */
export const sessionOf = (request: object): OperatorSession => sessions.get(request) as OperatorSession;

/** Lets through who is signed in on the page; where there is no token, nobody. */
@Injectable()
export class SignedInOperatorGuard implements CanActivate {
  constructor(private readonly known: OperatorSessions) {}

  canActivate(context: ExecutionContext): true {
    if (!this.known.isOpen) throw new NoOperatorTokenError('');
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const session = this.known.read(cookieOf(request));
    if (!session) throw new OperatorUnknownError('');
    sessions.set(request, session);
    return true;
  }
}
