import { Inject, Module, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { HealthModule, HealthRegistry, SETTINGS } from '@secureconnect/platform';
import { type UpstreamValues } from './upstream.settings';
import { UpstreamWatch } from './upstream-watch';

/** Shows the four services behind the gateway as components of its health. */
@Module({ imports: [HealthModule] })
export class UpstreamsModule implements OnModuleInit, OnApplicationShutdown {
  private readonly watches: ReadonlyMap<string, UpstreamWatch>;

  constructor(
    private readonly registry: HealthRegistry,
    @Inject(SETTINGS) values: UpstreamValues,
  ) {
    this.watches = new Map([
      ['auth', new UpstreamWatch(values.AUTH_URL)],
      ['chat', new UpstreamWatch(values.CHAT_URL)],
      ['video', new UpstreamWatch(values.VIDEO_URL)],
      ['storage', new UpstreamWatch(values.STORAGE_URL)],
    ]);
  }

  onModuleInit(): void {
    for (const [name, watch] of this.watches) {
      this.registry.register({ name, required: false, check: () => watch.report() });
      watch.start();
    }
  }

  onApplicationShutdown(): void {
    for (const watch of this.watches.values()) watch.stop();
  }
}
