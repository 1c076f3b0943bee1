import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { type Caller } from './caller';

const callers = new WeakMap<object, Caller>();

/** Notes who sent a request, or whose a socket is, for the handlers. */
export const noteCaller = (request: object, caller: Caller): void => void callers.set(request, caller);

/** Who was noted; undefined: nobody. */
export const notedCaller = (request: object): Caller | undefined => callers.get(request);

/** Gives a handler whoever called it: a `Caller`, or undefined where nobody need have signed in. */
export const CurrentCaller = createParamDecorator((_: unknown, context: ExecutionContext) =>
  // A request comes first over HTTP, and the socket over sockets.
  notedCaller(context.getArgByIndex<object>(0)),
);
