import { type ConnectPacket, readPacket } from '../gate/engine-packet';

/** What Engine.IO puts between two packets of one body. */
export const separator = '\x1e';

/** With it Engine.IO ends a session. */
export const closePacket = '1';

/** Nobody says much with it. */
const longestGoodbye = 1_024;

/** Finds the request to be let in; undefined where none has come yet, 'forbidden' for what only somebody known may send. */
export function requestIn(body: string): ConnectPacket | 'forbidden' | undefined {
  for (const text of body.split(separator)) {
    const packet = readPacket(text);
    if (packet !== 'engine') return packet ?? 'forbidden';
  }
  return undefined;
}

/** The id of the session that a service has just opened; undefined where it opened none. */
export function openedSession(body: string): string | undefined {
  try {
    const [first = ''] = body.split(separator);
    const { sid } = JSON.parse(first.slice(1)) as { sid?: unknown };
    return first.startsWith('0') && typeof sid === 'string' ? sid : undefined;
  } catch {
    // What is no packet of Engine.IO opens nothing.
    return undefined;
  }
}

/** Whether a client says with this that it goes. */
export const endsSession = (body: Buffer): boolean =>
  body.length < longestGoodbye && body.toString().split(separator).at(-1) === closePacket;
