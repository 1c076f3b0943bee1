import { type ErrorBody } from './error-body';
import { type ServiceMode } from './service-mode';

/** What every socket server of the system says unasked. */
export interface CommonServerEvents {
  ready: (event: { mode: ServiceMode; server_time: string; reconnect_after_ms: number }) => void;
  'mode.changed': (event: { mode: ServiceMode; since: string }) => void;
  'server.draining': (event: { reconnect_after_ms: number }) => void;
  'session.revoked': (event: { reason: RevokedReason }) => void;
  error: (body: ErrorBody) => void;
  exception: (body: ErrorBody) => void;
}

/** What was ended: this session, all sessions of the account, or the very token shown. */
export type RevokedReason = 'session_ended' | 'account_sessions_ended' | 'token_revoked';

/** What each of those events tells, for the documents. */
export const commonServerEvents = {
  ready:
    "The socket is open; says the mode, the server's time, and how long to wait before coming back should it be lost.",
  'mode.changed':
    'Redis, or one kind of calls to it, was lost or is back: the service goes on in the mode named.',
  'server.draining': 'This instance goes away; reconnect after the time named.',
  'session.revoked': 'You were signed out; says why. The socket is cut, and your token opens no other.',
  error: 'Why the socket is cut in a moment; the body is an error.',
  exception: 'An event that asked for no acknowledgement failed; the body is an error.',
} as const satisfies Record<keyof CommonServerEvents, string>;

/** What every socket server takes, and what its acknowledgement has, for the documents. */
export const commonClientEvents = {
  'auth.refresh': 'Goes on by a later access token of the same session; gives `expires_at`.',
} as const;

/** How every client event is acknowledged when it failed. */
export interface SocketRefusal {
  readonly ok: false;
  readonly error: ErrorBody;
}
