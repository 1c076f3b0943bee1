import { type FastifyInstance, type FastifyReply } from 'fastify';
import { type ServiceMode } from '@secureconnect/contracts';
import { type Deadline, DeadlineWheel } from '@secureconnect/resilience';
import { errorBody } from '../errors/error-body.factory';
import { defaultRetryAfterSeconds } from '../errors/problem';

/** Requests are timed coarsely; one timer serves them all. */
const wheel = new DeadlineWheel(50);
const deadlines = new WeakMap<FastifyReply, Deadline>();

function answerLate(reply: FastifyReply, mode: ServiceMode): void {
  if (reply.sent) return;
  // What has not come in full by now may never: its connection is of no more use.
  if (!reply.request.raw.complete) reply.header('connection', 'close');
  const body = errorBody({ code: 'deadline_exceeded' }, mode, reply.request.id);
  void reply.status(503).header('retry-after', String(defaultRetryAfterSeconds)).send(body);
}

/**
 * Nobody waits longer than the deadline: the request is answered, and what still runs answers to no one. Hooks, not
 * an interceptor: a global interceptor sends every request through RxJS, which cost a third of the whole stack.
 */
export function limitRequestTime(
  fastify: FastifyInstance,
  deadlineMs: number,
  mode: () => ServiceMode,
): void {
  fastify.addHook('onRequest', (_request, reply, done) => {
    deadlines.set(
      reply,
      wheel.arm(deadlineMs, () => answerLate(reply, mode())),
    );
    done();
  });
  fastify.addHook('onResponse', (_request, reply, done) => {
    deadlines.get(reply)?.cancel();
    done();
  });
}
