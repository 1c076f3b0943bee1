import { type ClientAddress, type TraceSpan } from '@secureconnect/platform';
import { type RequestHead } from '../../door/request-head';
import { type SocketRoute } from '../socket-route';

/** A request for a socket that is well formed, of a known origin, and carries no token in its address. */
export interface Visit {
  readonly route: SocketRoute;
  /** The address as the service is asked for it. */
  readonly target: string;
  readonly query: URLSearchParams;
  readonly head: RequestHead;
  readonly client: ClientAddress;
  /** What it is called by, in answers and logs and by whoever traces it. */
  readonly requestId: string;
  readonly traceparent: string;
  /** Of its handshake; undefined: tracing is off. */
  readonly span?: TraceSpan;
  /** The name of the key it shows: it is limited by that, not by its address. */
  readonly keyName: string | undefined;
  /** The page's origin where it is another's that may. */
  readonly origin: string | undefined;
  readonly isSecure: boolean;
}
