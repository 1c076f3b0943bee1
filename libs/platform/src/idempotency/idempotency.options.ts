import { type FastifyRequest } from 'fastify';
import { callerIdOf } from '../access/caller-id';

/** How creates are recognised and for how long. */
export interface IdempotencyOptions {
  /** Whose keys they are; nobody meets another caller's. */
  readonly callerOf: (request: FastifyRequest) => string;
  /** After this a request that never ended is taken for crashed; must be longer than any request may run. */
  readonly leaseMs: number;
  /** How long an answer is kept. */
  readonly keepMs: number;
}

/** What holds unless said otherwise. */
export const idempotencyDefaults: IdempotencyOptions = {
  callerOf: callerIdOf,
  leaseMs: 30_000,
  keepMs: 24 * 3_600_000,
};
