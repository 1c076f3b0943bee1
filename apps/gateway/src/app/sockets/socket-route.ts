import { type StoreDeclaration } from '@secureconnect/resilience';
import { type UpstreamName } from '../routes/proxied-route';

/** One path at which clients open sockets. */
export interface SocketRoute {
  /** Stable and unique: its name on the page of policies. */
  readonly operation: string;
  readonly path: string;
  readonly upstream: UpstreamName;
  readonly stores: readonly StoreDeclaration[];
}
