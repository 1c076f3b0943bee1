import { Injectable } from '@nestjs/common';
import { type InstanceView, type ServiceName, serviceNames } from '@secureconnect/contracts';
import {
  InjectSettings,
  InstanceReporter,
  Levers,
  LiveInstances,
  ServiceClients,
} from '@secureconnect/platform';
import { lookup } from 'node:dns/promises';
import { type UpstreamInstance } from '../../upstreams/upstream-instance';
import { Upstreams } from '../../upstreams/upstreams';
import { type OperatorValues, placesNamedIn } from '../operator.settings';
import { InstanceAddresses } from './instance-addresses';
import { InstancePlace } from './instance-place';
import { ownSource, remoteSource } from './instance-source';
import { InstanceWatch } from './instance-watch';

/** All instances of all services, each asked by itself, so that one that hangs holds up nobody. */
@Injectable()
export class FleetWatch {
  private readonly own: InstanceWatch;
  private readonly places: readonly InstancePlace[];
  private lookedAt = -Infinity;

  constructor(
    upstreams: Upstreams,
    private readonly clients: ServiceClients,
    reporter: InstanceReporter,
    levers: Levers,
    private readonly instances: LiveInstances,
    @InjectSettings() settings: OperatorValues,
  ) {
    this.own = new InstanceWatch(ownSource(reporter, levers), never);
    const named = placesNamedIn(settings);
    const behind = [...upstreams.all]
      .filter(([name]) => !named.some(({ service }) => service === name))
      .flatMap(([service, upstream]) =>
        upstream.instances.map((each) => this.placeOf(service, each.origin, each)),
      );
    this.places = [...named.map(({ service, url }) => this.placeOf(service, url)), ...behind];
  }

  /** This gateway's own process. */
  get id(): string {
    return this.instances.id;
  }

  /** Asks everybody; resolves when everybody has answered or has taken too long. */
  async look(): Promise<void> {
    this.lookedAt = performance.now();
    await Promise.all([this.own, ...this.places].map((each) => each.look()));
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

  private placeOf(service: ServiceName, url: URL, upstream?: UpstreamInstance): InstancePlace {
    const find = (name: string) => lookup(name, { all: true });
    return new InstancePlace(new InstanceAddresses(url, find), (origin) => {
      // What the gateway finds of a name it finds of no one of its addresses.
      const isUpstream = upstream?.origin.origin === origin;
      const since = isUpstream ? () => downSince(upstream) : never;
      return new InstanceWatch(remoteSource(this.clients, service, origin), since);
    });
  }

  private get distinct(): readonly InstanceWatch[] {
    const seen = new Set<string>();
    const watches = [this.own, ...this.places.flatMap(({ all }) => all)];
    return watches.filter(({ instance, source }) => {
      const name = instance ?? `${source.service} ${source.origin}`;
      return !seen.has(name) && seen.add(name);
    });
  }
}

const never = (): undefined => undefined;

/** The gateway asks each whether it is ready all the time, also while nobody looks at the page. */
const downSince = ({ health }: UpstreamInstance): Date | undefined =>
  health.isReady ? undefined : health.since;
