import { type DeadlineWheel, RedisProbe } from '@secureconnect/resilience';
import { randomUUID } from 'node:crypto';
import { RedisGate } from './gate/redis-gate';
import { type RedisConnectionOptions } from './redis-connection.options';
import { setFor } from './scripts/string-scripts';

/** Its key lives this long, so that a probe that dies leaves nothing behind for good. */
const keyTtlMs = 60_000;

/**
 * Asks Redis for a write through a gate of its own. A Redis that answers PING but refuses writes (read-only, out of
 * memory, MISCONF, LOADING) fails here. In a Cluster it speaks for the node of one key.
 */
export class RedisWriteProbe extends RedisProbe {
  private readonly key = `secureconnect:health:${randomUUID()}`;
  private readonly gate: RedisGate;

  constructor(options: RedisConnectionOptions, wheel?: DeadlineWheel) {
    super();
    this.gate = new RedisGate(options, wheel);
  }

  async probe(): Promise<void> {
    await this.gate.open('write');
    await this.gate.run(setFor, { key: this.key }, { value: Date.now(), ttlMs: keyTtlMs });
  }

  close(): void {
    this.gate.close();
  }
}
