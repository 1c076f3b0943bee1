import { type ComponentReport, type HealthReport } from './health-report';
import { type ServiceMode } from './service-mode';
import { type ServiceName } from './services.constants';

/** What an operator can do to an instance. */
export const leverNames = [
  'force-degraded',
  'release',
  'probe',
  'breaker-open',
  'breaker-close',
  'breaker-reset',
] as const;

/** One of them. */
export type LeverName = (typeof leverNames)[number];

/** A lever as it is pulled at one instance. */
export interface LeverPull {
  readonly lever: LeverName;
  /** Whose breaker; all of them unless said. */
  readonly kind?: string;
  /** How long it is held off Redis at most. */
  readonly minutes?: number;
}

/** Where the breaker of one kind of call stands. */
export interface BreakerWire {
  readonly kind: string;
  readonly state: 'closed' | 'open' | 'half-open';
  readonly is_forced: boolean;
  readonly since: string;
}

/** Who serves one store, and what of it waits for Redis. */
export interface StoreWire {
  readonly store: string;
  readonly tier: string;
  readonly since: string;
  readonly pending: number;
}

/** What happened to Redis, a breaker or a recovery as an instance saw it, or what an operator did. */
export interface InstanceEvent {
  readonly at: string;
  readonly what: string;
  readonly from: string;
  readonly to: string;
  readonly reason: string;
}

/** How Redis stands with one instance. */
export interface RedisWire {
  readonly state: 'normal' | 'degraded' | 'recovering';
  readonly since: string;
  /** What was seen to be wrong with it, also while it is held. */
  readonly fault: string | null;
  readonly fault_since: string | null;
  readonly last_error: string | null;
  readonly held: { readonly by: string; readonly since: string; readonly until: string } | null;
  readonly last_look: {
    readonly at: string | null;
    readonly took_ms: number | null;
    readonly failed_in_a_row: number;
  };
  readonly breakers: readonly BreakerWire[];
  readonly stores: readonly StoreWire[];
  readonly pending: number;
  readonly recovery: readonly { readonly store: string; readonly done: number; readonly total: number }[];
  /** Writes that were kept and are in Redis now, since the instance started, and how the last recovery ended. */
  readonly reconciled: {
    readonly total: number;
    readonly last: { readonly at: string; readonly state: string; readonly writes: number } | null;
  };
}

/** What one instance of a service says of itself to an operator. */
export interface InstanceReport {
  readonly service: ServiceName;
  readonly instance: string;
  readonly version: string;
  readonly pid: number;
  readonly started_at: string;
  readonly at: string;
  readonly is_draining: boolean;
  readonly mode: ServiceMode;
  readonly status: HealthReport['status'];
  readonly redis: RedisWire;
  /** As last looked at; null: not yet. */
  readonly components_at: string | null;
  readonly components: Readonly<Record<string, ComponentReport>>;
  /** How many of its service live, as PostgreSQL tells it. */
  readonly live_instances: number;
  readonly connections: number;
  readonly requests: number;
  /** The newest first. */
  readonly events: readonly InstanceEvent[];
}

/** Something that is not as it should be, of one service or of several alike. */
export interface FleetProblem {
  readonly kind: 'unreachable' | 'postgres' | 'redis' | 'forced' | 'breaker' | 'component' | 'unseen';
  readonly services: readonly ServiceName[];
  readonly instances: number;
  readonly since: string;
  readonly reason: string;
}

/** One instance as the gateway sees it. */
export interface InstanceView {
  readonly service: ServiceName;
  readonly origin: string;
  readonly state: 'normal' | 'degraded' | 'recovering' | 'forced' | 'unreachable' | 'unknown';
  readonly since: string;
  /** When it last answered; null: never. */
  readonly heard_at: string | null;
  /** Why it does not answer; null: it does. */
  readonly error: string | null;
  /** What it said last. */
  readonly report: InstanceReport | null;
}

/** What an operator did. */
export interface OperatorAction {
  readonly id: string;
  readonly at: string;
  readonly operator: string;
  readonly lever: string;
  readonly detail: string;
  readonly service: string;
  readonly origin: string;
  /** Null: under way, or its gateway died meanwhile, or no answer told whether it was done. */
  readonly is_done: boolean | null;
  readonly outcome: string;
  /** PostgreSQL has it. */
  readonly is_recorded: boolean;
}

/** The whole fleet at one moment, as one gateway sees it. */
export interface FleetStatus {
  readonly at: string;
  readonly gateway: string;
  readonly is_normal: boolean;
  /** The worst first. */
  readonly problems: readonly FleetProblem[];
  readonly instances: readonly InstanceView[];
  readonly actions: readonly OperatorAction[];
  /** Since when actions wait for PostgreSQL; null: none does. */
  readonly unrecorded: { readonly since: string; readonly count: number; readonly reason: string } | null;
}
