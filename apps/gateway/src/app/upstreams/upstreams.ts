import { Inject, Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { SETTINGS } from '@secureconnect/platform';
import { type UpstreamName } from '../routes/proxied-route';
import { Upstream } from './upstream';
import { type UpstreamValues } from './upstream.settings';

/** The services behind the gateway. */
@Injectable()
export class Upstreams implements OnModuleInit, OnApplicationShutdown {
  readonly all: ReadonlyMap<UpstreamName, Upstream>;

  constructor(@Inject(SETTINGS) values: UpstreamValues) {
    const { AUTH_URL, CHAT_URL, VIDEO_URL, STORAGE_URL } = values;
    const addresses = { auth: AUTH_URL, chat: CHAT_URL, video: VIDEO_URL, storage: STORAGE_URL };
    const upstreams = Object.entries(addresses).map(
      ([name, list]) => [name as UpstreamName, new Upstream(name, list, values)] as const,
    );
    this.all = new Map(upstreams);
  }

  of(name: UpstreamName): Upstream {
    return this.all.get(name) as Upstream;
  }

  onModuleInit(): void {
    for (const { instances } of this.all.values()) for (const { health } of instances) health.start();
  }

  async onApplicationShutdown(): Promise<void> {
    const instances = [...this.all.values()].flatMap((upstream) => upstream.instances);
    await Promise.all(instances.map((instance) => instance.close()));
  }
}
