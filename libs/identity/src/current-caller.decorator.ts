import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { type Caller } from './caller';

const callers = new WeakMap<object, Caller>();

/** Notes who sent a request, for its handler. */
export const noteCaller = (request: object, caller: Caller): void => void callers.set(request, caller);

/** Gives a handler whoever called it: a `Caller`, or undefined where nobody need have signed in. */
export const CurrentCaller = createParamDecorator((_: unknown, context: ExecutionContext) =>
  callers.get(context.switchToHttp().getRequest<object>()),
);
