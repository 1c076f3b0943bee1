import { type ErrorBody } from './error-body';
import { type ServiceMode } from './service-mode';

/** What every socket server of the system says unasked. */
export interface CommonServerEvents {
  ready: (event: { mode: ServiceMode; server_time: string }) => void;
  'mode.changed': (event: { mode: ServiceMode; since: string }) => void;
  'server.draining': (event: { reconnect_after_ms: number }) => void;
  exception: (body: ErrorBody) => void;
}

/** How every client event is acknowledged when it failed. */
export interface SocketRefusal {
  readonly ok: false;
  readonly error: ErrorBody;
}
