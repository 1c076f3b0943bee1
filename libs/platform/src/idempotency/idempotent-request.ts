import { createHash, createHmac } from 'node:crypto';
import { type FastifyRequest } from 'fastify';
import { canonicalJson } from './canonical-json';
import { InvalidIdempotencyKeyError } from './invalid-idempotency-key.error';

/** A create as it is recognised when it comes again. */
export interface IdempotentRequest {
  readonly operation: string;
  readonly caller: string;
  readonly keyHash: string;
  readonly requestHash: string;
}

const visibleAscii = /^[\x21-\x7e]{1,255}$/;

/** The Idempotency-Key of a request; undefined if it has none. */
export function idempotencyKeyOf(request: FastifyRequest): string | undefined {
  const key = request.headers['idempotency-key'];
  if (key === undefined) return undefined;
  if (typeof key !== 'string' || !visibleAscii.test(key)) throw new InvalidIdempotencyKeyError();
  return key;
}

/**
 * Reads what makes the request the same one. The key is kept only as a hash and keys the hash of the request, so
 * that nobody who reads the table can try out what a body (a password, say) may have been.
 */
export function recognise(request: FastifyRequest, key: string, caller: string): IdempotentRequest {
  const { method, url, body, routeOptions } = request;
  return {
    operation: `${method} ${routeOptions.url ?? url}`,
    caller,
    keyHash: createHash('sha256').update(key).digest('hex'),
    requestHash: createHmac('sha256', key)
      .update(canonicalJson([method, url, body]))
      .digest('hex'),
  };
}
