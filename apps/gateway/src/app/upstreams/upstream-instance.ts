import { Pool } from 'undici';
import { InstanceHealth } from './instance-health';

/** Less than the services keep an idle connection, which they also say themselves. */
const idleMs = 60_000;
const connectMs = 1_000;
const mostHeaderBytes = 32_768;

/** One process of a service behind the gateway, and the connections to it. */
export class UpstreamInstance {
  readonly origin: URL;
  readonly health: InstanceHealth;
  /** Connections are as many as requests; how many those may be is for the upstream's bulkhead to say. */
  readonly pool: Pool;
  inFlight = 0;

  constructor(address: string) {
    this.origin = new URL(address);
    this.health = new InstanceHealth(this.origin);
    this.pool = new Pool(this.origin.origin, {
      pipelining: 1,
      keepAliveTimeout: idleMs,
      keepAliveMaxTimeout: idleMs,
      maxHeaderSize: mostHeaderBytes,
      // The gateway's own wheel times everything, finer and aware of our own stalls.
      headersTimeout: 0,
      bodyTimeout: 0,
      connect: { timeout: connectMs, noDelay: true },
    });
  }

  /** Cuts what runs. */
  async close(): Promise<void> {
    this.health.stop();
    await this.pool.destroy();
  }
}
