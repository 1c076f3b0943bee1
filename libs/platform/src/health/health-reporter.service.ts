import { Injectable } from '@nestjs/common';
import { HealthIndicatorService, HealthCheckService, type HealthCheckResult } from '@nestjs/terminus';
import { type ComponentReport, type HealthReport } from '@secureconnect/contracts';
import { ServiceIdentity } from '../bootstrap/service-identity';
import { type HealthComponent, HealthRegistry } from './health-registry.service';

/** Asks every component through Terminus and writes the report of the contract. */
@Injectable()
export class HealthReporter {
  constructor(
    private readonly checks: HealthCheckService,
    private readonly indicators: HealthIndicatorService,
    private readonly registry: HealthRegistry,
    private readonly identity: ServiceIdentity,
  ) {}

  /** Everything the service stands on. */
  async report(): Promise<HealthReport> {
    const components = await this.ask(this.registry.components);
    return {
      service: this.identity.name,
      version: this.identity.version,
      status: this.overall(components),
      // From the same look as the components: the mode may have changed while PostgreSQL was being asked.
      mode: components['redis']?.status === 'up' ? 'normal' : 'degraded',
      uptime_seconds: Math.round(process.uptime()),
      components,
    };
  }

  /** Those required components that are down; none means the service can take traffic. */
  async missing(): Promise<Record<string, ComponentReport>> {
    const components = await this.ask(this.registry.components.filter(({ required }) => required));
    return Object.fromEntries(Object.entries(components).filter(([, { status }]) => status === 'down'));
  }

  private overall(components: Record<string, ComponentReport>): HealthReport['status'] {
    const isDown = ({ name, required }: HealthComponent) => required && components[name]?.status === 'down';
    if (this.registry.components.some(isDown)) return 'unavailable';
    return Object.values(components).some(({ status }) => status !== 'up') ? 'degraded' : 'ok';
  }

  private async ask(components: readonly HealthComponent[]): Promise<Record<string, ComponentReport>> {
    const result = await this.checks
      .check(components.map((component) => () => this.indicate(component)))
      .catch(refusal);
    const details = (result.details ?? {}) as Record<string, ComponentReport>;
    const inOrder = components.map(({ name }) => [name, statusFirst(details[name])]);
    return Object.fromEntries(inOrder) as Record<string, ComponentReport>;
  }

  private async indicate({ name, check }: HealthComponent) {
    const { status, ...details } = await check();
    const indicator = this.indicators.check(name);
    if (status === 'up') return indicator.up(details);
    return status === 'degraded' ? indicator.degraded(details) : indicator.down(details);
  }
}

/** People read reports too. */
const statusFirst = (report: ComponentReport | undefined) => ({ status: report?.status, ...report });

/** Terminus throws its result when something is down; anything else it throws is a fault of ours. */
function refusal(error: unknown): HealthCheckResult {
  const response = (error as { getResponse?: () => unknown }).getResponse?.();
  if (response === undefined) throw error;
  return response as HealthCheckResult;
}
