import { type DeadlineWheel, RedisProbe, type RedisSighting } from '@secureconnect/resilience';
import { randomUUID } from 'node:crypto';
import { RedisGate } from '../gate/redis-gate';
import { type RedisConnectionOptions } from '../redis-connection.options';
import { tagOf } from '../script/hash-slot';
import { agreed, combineSightings } from './combine-sightings';
import { markFilled, sight } from './identity-scripts';

/** A probe that dies leaves nothing behind for good. */
const proofTtlMs = 60_000;

/** Longer than any filling takes. */
const fillingTtlMs = 3_600_000;

/**
 * One connection of each instance tries again sooner than all others, so that these need not: however long the outage
 * was, Redis's return is noticed within 80 ms.
 */
const retryDelayMs = 5;

/** How a probe asks. */
export interface WriteProbeOptions {
  /** Whose Redis this is, when several applications share one: begins all its keys. */
  readonly name?: string;
  readonly wheel?: DeadlineWheel;
}

/**
 * Looks at Redis through a gate of its own. A Redis that answers PING but refuses writes (read-only, out of memory,
 * MISCONF, LOADING) fails here. Of a Cluster it asks every master, and all of them must answer.
 */
export class RedisWriteProbe extends RedisProbe {
  override readonly markerKey: string | undefined;
  private readonly id = randomUUID();
  private readonly name: string;
  private readonly gate: RedisGate;

  constructor(options: RedisConnectionOptions, { name = 'secureconnect', wheel }: WriteProbeOptions = {}) {
    super();
    this.name = name;
    this.markerKey = options.cluster === undefined ? `${name}:marker` : undefined;
    this.gate = new RedisGate({ ...options, retryDelayMs }, wheel);
  }

  probe(): Promise<RedisSighting> {
    return this.look(`health:${this.id}`, proofTtlMs);
  }

  async glance(): Promise<string | null> {
    await this.gate.reconnect(['read']);
    const read = (key: string) => this.gate.read('health.glance', (redis) => redis.get(key));
    return agreed(await this.ofEachMaster((key) => read(key('marker'))));
  }

  beginFilling(token: string): Promise<RedisSighting> {
    return this.look(`filling:${token}`, fillingTtlMs);
  }

  async mark(marker: string, token: string): Promise<boolean> {
    const marked = await this.ofEachMaster((key) =>
      this.gate.run(
        markFilled,
        { filling: key(`filling:${token}`), marker: key('marker'), age: key('age') },
        { value: marker },
      ),
    );
    return marked.every(Boolean);
  }

  onLost(listener: () => void): void {
    this.gate.onLost(listener);
  }

  close(): void {
    this.gate.close();
  }

  private async look(proof: string, ttlMs: number): Promise<RedisSighting> {
    await this.gate.open('write');
    const each = await this.ofEachMaster((key) => {
      const keys = { proof: key(proof), marker: key('marker'), age: key('age') };
      return this.gate.run(sight, keys, { proofTtlMs: ttlMs });
    });
    return combineSightings(each);
  }

  private async ofEachMaster<T>(ask: (key: (name: string) => string) => Promise<T>): Promise<T[]> {
    const slots = await this.gate.masters();
    return Promise.all(
      slots.map((slot) => {
        const suffix = slot === undefined ? '' : `:{${tagOf(slot)}}`;
        return ask((name) => `${this.name}:${name}${suffix}`);
      }),
    );
  }
}
