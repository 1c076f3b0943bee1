import { type ErrorBody } from './error-body';
import { type ServiceMode } from './service-mode';

/** What every socket server of the system says unasked. */
export interface CommonServerEvents {
  ready: (event: { mode: ServiceMode; server_time: string }) => void;
  'mode.changed': (event: { mode: ServiceMode; since: string }) => void;
  'server.draining': (event: { reconnect_after_ms: number }) => void;
  exception: (body: ErrorBody) => void;
}

/** What each of those events tells, for the documents. */
export const commonServerEvents = {
  ready: "The socket is open; says the mode and the server's time.",
  'mode.changed': 'Redis was lost or is back: the service goes on in the mode named.',
  'server.draining': 'This instance goes away; reconnect after the time named.',
  exception: 'An event that asked for no acknowledgement failed; the body is an error.',
} as const satisfies Record<keyof CommonServerEvents, string>;

/** How every client event is acknowledged when it failed. */
export interface SocketRefusal {
  readonly ok: false;
  readonly error: ErrorBody;
}
