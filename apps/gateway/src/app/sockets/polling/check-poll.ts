import { type IncomingMessage } from 'node:http';
import { MalformedSocketRequestError } from '../entrance/malformed-socket-request.error';
import { type Visit } from '../entrance/visit';
import { PollMethodError } from './poll-method.error';

/**
 * Throws for what is no poll. A script of any page can be loaded from here, so answers that are scripts (`j`) are a way
 * around the check of origins.
 */
export function checkPoll({ method }: IncomingMessage, { query }: Visit): void {
  const isOpening = query.get('sid') === null;
  if (method !== 'GET' && (method !== 'POST' || isOpening)) throw new PollMethodError(isOpening);
  if (query.get('transport') !== 'polling' || query.has('j'))
    throw new MalformedSocketRequestError(
      'This opens no socket: ask for transport=polling, or for a WebSocket.',
    );
}
