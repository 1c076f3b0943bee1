import { type LimitClassName } from '../limits/limit-classes';
import { type ServiceName } from '@secureconnect/contracts';
import { type StoreDeclaration } from '@secureconnect/resilience';

/** The name of a service behind the gateway. */
export type UpstreamName = Exclude<ServiceName, 'gateway'>;

/** Who may call: anybody, somebody signed in, or somebody whose token is looked at only where there is one. */
export type RouteAccess = 'anybody' | 'caller' | 'anybody_or_caller';

/** One line of the table of routes. */
export interface ProxiedRoute {
  /** Stable and unique: the name on the page of policies, in `X-Degraded` and in the access log. */
  readonly operation: string;
  readonly methods: readonly string[];
  /** In find-my-way's syntax; it is the label of metrics. */
  readonly template: string;
  readonly upstream: UpstreamName;
  readonly access: RouteAccess;
  /** Classes of limits, all asked in one call. */
  readonly limits: readonly LimitClassName[];
  readonly stores: readonly StoreDeclaration[];
  /** Bodies are files: no bound but the upstream's own, and only silence is a fault. */
  readonly isBulk?: boolean;
}
