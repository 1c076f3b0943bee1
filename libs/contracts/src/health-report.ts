import { type ServiceMode } from './service-mode';

/** How one component of a service is doing. */
export interface ComponentReport {
  readonly status: 'up' | 'degraded' | 'down';
  readonly since?: string;
  readonly last_error?: string | null;
  readonly [detail: string]: unknown;
}

/** What `GET /health` answers. */
export interface HealthReport {
  readonly service: string;
  readonly version: string;
  readonly status: 'ok' | 'degraded' | 'unavailable';
  readonly mode: ServiceMode;
  readonly uptime_seconds: number;
  readonly components: Readonly<Record<string, ComponentReport>>;
}
