import { Injectable } from '@nestjs/common';
import { type InstanceView, type ServiceName, serviceNames } from '@secureconnect/contracts';
import {
  InjectSettings,
  InstanceReporter,
  Levers,
  LiveInstances,
  ServiceClients,
} from '@secureconnect/platform';
import { type UpstreamInstance } from '../../upstreams/upstream-instance';
import { Upstreams } from '../../upstreams/upstreams';
import { type OperatorValues } from '../operator.settings';
import { ownSource, remoteSource } from './instance-source';
import { InstanceWatch } from './instance-watch';

/** All instances of all services, each asked by itself, so that one that hangs holds up nobody. */
@Injectable()
export class FleetWatch {
  private readonly watches: readonly InstanceWatch[];
  private lookedAt = -Infinity;

  constructor(
    upstreams: Upstreams,
    clients: ServiceClients,
    reporter: InstanceReporter,
    levers: Levers,
    private readonly instances: LiveInstances,
    @InjectSettings() { GATEWAY_URLS }: OperatorValues,
  ) {
    const never = () => undefined;
    const behind = [...upstreams.all].flatMap(([name, { instances: all }]) =>
      all.map(
        (each) => new InstanceWatch(remoteSource(clients, name, each.origin.origin), () => downSince(each)),
      ),
    );
    const others = GATEWAY_URLS.map(
      (url) => new InstanceWatch(remoteSource(clients, 'gateway', new URL(url).origin), never),
    );
    this.watches = [new InstanceWatch(ownSource(reporter, levers), never), ...others, ...behind];
  }

  /** This gateway's own process. */
  get id(): string {
    return this.instances.id;
  }

  /** Asks everybody; resolves when everybody has answered or has taken too long. */
  async look(): Promise<void> {
    this.lookedAt = performance.now();
    await Promise.all(this.watches.map((watch) => watch.look()));
  }

  /** Asks, unless that was done within so many milliseconds. */
  async lookAgainAfter(ms: number): Promise<void> {
    if (performance.now() - this.lookedAt >= ms) await this.look();
  }

  /** What is known now, the gateway first; a process that has two addresses is shown once. */
  get views(): readonly InstanceView[] {
    const places = (service: ServiceName): number => serviceNames.indexOf(service);
    return this.distinct
      .map(({ view }) => view)
      .sort((one, other) => places(one.service) - places(other.service));
  }

  /** Whom an operator means: one instance, or all of a service. */
  meant(service: ServiceName, origin?: string): readonly Pick<InstanceWatch, 'source' | 'instance'>[] {
    return this.distinct.filter(
      ({ source }) => source.service === service && (origin === undefined || source.origin === origin),
    );
  }

  private get distinct(): readonly InstanceWatch[] {
    const seen = new Set<string>();
    return this.watches.filter(({ instance, source }) => {
      const name = instance ?? `${source.service} ${source.origin}`;
      return !seen.has(name) && seen.add(name);
    });
  }
}

/** The gateway asks each whether it is ready all the time, also while nobody looks at the page. */
const downSince = ({ health }: UpstreamInstance): Date | undefined =>
  health.isReady ? undefined : health.since;
