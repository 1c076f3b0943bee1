import { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { type ServiceMode } from '@secureconnect/contracts';
import { type Deadline, DeadlineWheel } from '@secureconnect/resilience';
import { errorBody } from '../errors/error-body.factory';
import { defaultRetryAfterSeconds } from '../errors/problem';

/** Requests are timed coarsely; one timer serves them all. */
const wheelOfAll = new DeadlineWheel(50);
const deadlines = new WeakMap<FastifyReply, Deadline>();

function answerLate(reply: FastifyReply, mode: ServiceMode): void {
  // What it streams stands still: the rest will not come, and the client must not take the half for the whole.
  if (reply.sent) return void reply.request.raw.socket.destroy();
  // What has not come in full by now may never: its connection is of no more use.
  if (!reply.request.raw.complete) reply.header('connection', 'close');
  const body = errorBody({ code: 'deadline_exceeded' }, mode, reply.request.id);
  void reply.status(503).header('retry-after', String(defaultRetryAfterSeconds)).send(body);
}

/** Of an answer's close: Nest and Fastify alone bring ten where a stream is sent, and Node warns of one more. */
const mostListeners = 20;

const movedBy = ({ raw: { socket } }: FastifyRequest): number => socket.bytesRead + socket.bytesWritten;

/** A reader's system makes room in steps of a megabyte, so that from one who reads slowly nothing is heard for as long. */
const readerSilences = 5;

/** What was written has not all been taken: it is the reader who stands still, not what is read. */
const waitsForReader = ({ request }: FastifyReply): boolean => request.raw.socket.writableLength > 0;

/** How a request is limited. */
interface Limit {
  readonly ms: number;
  readonly mode: () => ServiceMode;
  readonly wheel: DeadlineWheel;
}

/** Looks again for as long as something moves. */
function watchSilence(reply: FastifyReply, limit: Limit, silences = 0): void {
  const before = movedBy(reply.request);
  const look = (): void => {
    if (movedBy(reply.request) !== before) watchSilence(reply, limit);
    else if (silences < readerSilences && waitsForReader(reply)) watchSilence(reply, limit, silences + 1);
    else answerLate(reply, limit.mode());
  };
  deadlines.set(reply, limit.wheel.arm(limit.ms, look));
}

function watchWhole(reply: FastifyReply, { ms, mode, wheel }: Limit): void {
  const answer = () => {
    if (!reply.sent) answerLate(reply, mode());
  };
  deadlines.set(reply, wheel.arm(ms, answer));
}

/**
 * Nobody waits longer than the deadline: the request is answered, and what still runs answers to no one. A route that
 * is `@Streamed()` may take as long as its bytes move. Hooks, not an interceptor: a global interceptor sends every
 * request through RxJS, which cost a third of the whole stack.
 */
export function limitRequestTime(
  fastify: FastifyInstance,
  ms: number,
  mode: () => ServiceMode,
  wheel = wheelOfAll,
): void {
  const limit: Limit = { ms, mode, wheel };
  fastify.addHook('onRequest', (request, reply, done) => {
    // An answer that its client did not wait for is never sent in full: what ends for certain is its connection.
    reply.raw.setMaxListeners(mostListeners).once('close', () => deadlines.get(reply)?.cancel());
    if (reply.raw.closed) return done();
    if (request.routeOptions.config.streamed) watchSilence(reply, limit);
    else watchWhole(reply, limit);
    done();
  });
}
