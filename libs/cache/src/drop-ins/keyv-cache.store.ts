import { EventEmitter } from 'node:events';
import { type CacheManager } from '../manager/cache-manager';

/** So many keys are asked for at once by what concerns all of a namespace. */
const atOnce = 100;

/**
 * A store for Keyv, and so for whatever takes a Keyv, over a cache manager: while Redis is away memory serves, nothing
 * waits and nothing throws. Of namespaces one manager has as many as are wanted.
 */
export class KeyvCacheStore extends EventEmitter {
  /** Set by Keyv. */
  namespace: string | undefined;
  readonly opts: Record<string, unknown> = { dialect: 'redis' };

  constructor(private readonly cache: CacheManager) {
    super();
  }

  async get(key: string): Promise<string | undefined> {
    return (await this.cache.get(key)) ?? undefined;
  }

  async getMany(keys: string[]): Promise<(string | undefined)[]> {
    if (keys.length === 0) return [];
    return (await this.cache.mget(...keys)).map((text) => text ?? undefined);
  }

  /** Without a time to live for ever, as Keyv has it; one that is over already deletes. */
  async set(key: string, value: unknown, ttl = Infinity): Promise<boolean> {
    if (ttl > 0) await this.cache.set(key, value, Math.ceil(ttl));
    else await this.cache.del(key);
    return true;
  }

  async setMany(
    entries: readonly { readonly key: string; readonly value: unknown; readonly ttl?: number }[],
  ): Promise<void> {
    await Promise.all(entries.map(({ key, value, ttl }) => this.set(key, value, ttl)));
  }

  async delete(key: string): Promise<boolean> {
    return (await this.cache.del(key)) > 0;
  }

  async deleteMany(keys: string[]): Promise<boolean> {
    return keys.length > 0 && (await this.cache.del(...keys)) > 0;
  }

  async has(key: string): Promise<boolean> {
    return (await this.cache.exists(key)) > 0;
  }

  async hasMany(keys: string[]): Promise<boolean[]> {
    return Promise.all(keys.map((key) => this.has(key)));
  }

  /** Forgets the namespace alone; without one everything of the manager. */
  async clear(): Promise<void> {
    if (this.namespace === undefined) return void (await this.cache.flushall());
    const keys = await this.keysOf(this.namespace);
    for (let at = 0; at < keys.length; at += atOnce) await this.cache.del(...keys.slice(at, at + atOnce));
  }

  /** Nothing: the manager is its owner's to end. */
  disconnect(): Promise<void> {
    return Promise.resolve();
  }

  /** The keys of a namespace with their values. */
  async *iterator(namespace?: string): AsyncGenerator<[key: string, value: string], void> {
    const keys = await this.keysOf(namespace);
    for (let at = 0; at < keys.length; at += atOnce) {
      const part = keys.slice(at, at + atOnce);
      const values = await this.cache.mget(...part);
      for (const [index, value] of values.entries()) if (value !== null) yield [part[index] as string, value];
    }
  }

  private keysOf(namespace: string | undefined): Promise<string[]> {
    const inside = namespace === undefined ? '' : `${namespace.replace(/[*?[\]\\^]/g, '\\$&')}:`;
    return this.cache.keys(`${inside}*`);
  }
}
