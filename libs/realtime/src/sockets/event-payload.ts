import { ForbiddenKeyError } from '@secureconnect/platform';
import { MalformedEventError } from './malformed-event.error';

/** Deeper than anything an event takes; what walks it by recursion must not be made to overflow. */
const deepest = 64;

/** Throws where the arguments of an event are not one JSON object or nothing, without prototype keys and bottomless nesting. */
export function checkPayload(args: readonly unknown[]): void {
  const [payload] = args;
  if (args.length > 1 || (args.length === 1 && !isObject(payload)))
    throw new MalformedEventError('An event takes one JSON object, or nothing.');
  check(payload, deepest);
}

function check(value: unknown, levels: number): void {
  if (value === null || typeof value !== 'object') return;
  if (levels === 0) throw new MalformedEventError(`An event is nested no deeper than ${deepest} levels.`);
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer)
    throw new MalformedEventError('An event has no binary parts.');
  for (const [key, inner] of Object.entries(value)) {
    if (
      key === '__proto__' ||
      (key === 'constructor' && isObject(inner) && Object.hasOwn(inner, 'prototype'))
    )
      throw new ForbiddenKeyError('');
    check(inner, levels - 1);
  }
}

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
