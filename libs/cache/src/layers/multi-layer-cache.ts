import { type CachedSource } from '../source/cached-source';
import { type CachedSourceOptions } from '../source/cached-source.options';
import { CachedSources } from '../source/cached-sources';
import { type CacheHealth, healthOf } from './cache-health';
import { type CacheLayers, layOut, type MultiLayerCacheParts } from './cache-layers';
import { type CacheStats, statsOf } from './cache-stats';
import { EdgeFill } from './edge/edge-fill';
import { surrogateKeysOf } from './edge/surrogate-keys';
import { everything, keyMark, tagMark } from './invalidation/marks';
import { isDueEarly } from './load/early-refresh';
import {
  type EntryOptions,
  type LoadOptions,
  type SettledLoadOptions,
  settleLoadOptions,
} from './load/entry.options';
import {
  type MultiLayerCacheOptions,
  type MultiLayerCacheSettings,
  settleCacheOptions,
} from './multi-layer-cache.options';
import { decodeValue, encodeValue } from './value/value-codec';
import { requireWholeKey, requireWholeTags } from './whole-names';

/**
 * Values in the memory of this process, in Redis and in an HTTP cache. None of its methods waits for a dead Redis, and
 * none fails for lack of one, unless the operator wants no fallback.
 */
export class MultiLayerCache {
  private readonly options: MultiLayerCacheOptions;
  private readonly layers: CacheLayers;
  private readonly sources = new CachedSources(this);

  constructor(parts: MultiLayerCacheParts, settings?: MultiLayerCacheSettings) {
    this.options = settleCacheOptions(settings);
    this.layers = layOut(parts, this.options);
  }

  /** Follows the invalidations of other instances from now on. */
  start(): void {
    this.layers.feed.start();
    this.layers.relay.start();
    this.layers.edge.start();
  }

  /** Ends its timers; what is being loaded is not waited for. */
  stop(): void {
    const { feed, relay, memory, edge } = this.layers;
    feed.stop();
    relay.stop();
    edge.stop();
    memory.close();
  }

  /** The value of a key from the first layer that has it fresh; undefined where none has. */
  async get<T>(key: string): Promise<T | undefined> {
    requireWholeKey(key);
    const { found } = await this.layers.lookup.find(key);
    return found && found.freshMs > 0 ? (decodeValue(found.entry.payload) as T) : undefined;
  }

  /**
   * The value of a key, loaded where no layer has it: once for all who ask on all instances, while Redis is there.
   * Rejects with what the loader failed by where no older value may be served.
   */
  getOrSet<T>(key: string, loader: () => T | Promise<T>, given: LoadOptions = {}): Promise<T> {
    const { invalidations, memory, tally, reader } = this.layers;
    const held = invalidations.isCurrent ? memory.find(key) : undefined;
    if (held?.isSettled !== true) return this.readThrough(key, loader, given);
    tally.memoryHits += 1;
    if (held.freshMs <= 0) tally.graceServed += 1;
    else if (isDueEarly(held, Math.random))
      reader.refresh({ key, loader, options: this.settle(given) }, held);
    return Promise.resolve(decodeValue(held.entry.payload) as T);
  }

  /** One kind of value behind this cache, with its options said once; throws where the name is taken. */
  source<K, V>(options: CachedSourceOptions<K, V>): CachedSource<K, V> {
    return this.sources.open(options);
  }

  /** Gives a key a value in all layers and on all instances. */
  async set(key: string, value: unknown, given: EntryOptions = {}): Promise<void> {
    const { memory, redis, tally, invalidations } = this.layers;
    requireWholeKey(key);
    const { ttlMs, graceMs, tags } = this.settle(given);
    const payload = encodeValue(value);
    const { asOf, born } = await invalidations.make('cache.set', [keyMark(key)]);
    if (ttlMs <= 0) return this.remove(key);
    const entry = { payload, tags, asOf, graceMs, loadMs: 0 };
    memory.put(key, entry, born, ttlMs);
    tally.redisSets += 1;
    await redis.set(key, entry, ttlMs);
  }

  /** Takes a key out of all layers on all instances. */
  async delete(key: string): Promise<void> {
    requireWholeKey(key);
    this.layers.tally.invalidations += 1;
    await this.layers.invalidations.make('cache.delete', [keyMark(key)]);
    await this.remove(key);
  }

  /** Has all entries with one of these tags, or with one below them, void on all instances and in the HTTP cache. */
  async invalidateTags(tags: readonly string[]): Promise<void> {
    const { invalidations, edge, tally } = this.layers;
    requireWholeTags(tags);
    if (tags.length === 0) return;
    tally.invalidations += tags.length;
    await invalidations.make('cache.invalidate-tags', tags.map(tagMark)).finally(() => edge.add(tags));
  }

  /** The same for one tag. */
  invalidateByTag(tag: string): Promise<void> {
    return this.invalidateTags([tag]);
  }

  /** Has everything void on all instances and in the HTTP cache. */
  async clear(): Promise<void> {
    const { invalidations, edge, tally } = this.layers;
    tally.invalidations += 1;
    await invalidations.make('cache.clear', [everything]).finally(() => edge.addEverything());
  }

  /** The keys a response must carry for the HTTP cache to be told by: its tags and all above them. */
  surrogateKeys(tags: readonly string[]): string[] {
    requireWholeTags(tags);
    return surrogateKeysOf(tags);
  }

  /** To be taken before the data of a response is read: its surrogate keys, if it may be kept. Undefined without an edge. */
  edgeFill(): EdgeFill | undefined {
    const { invalidations, edge, tally } = this.layers;
    if (!edge.isThere) return undefined;
    tally.edgeMisses += 1;
    return new EdgeFill(invalidations, edge);
  }

  /** What each layer did and holds. */
  getStats(): CacheStats {
    return statsOf(this.layers);
  }

  /** Whether each layer answers; asks Redis. */
  healthCheck(): Promise<CacheHealth> {
    return healthOf(this.layers);
  }

  private async readThrough<T>(key: string, loader: () => unknown, given: LoadOptions): Promise<T> {
    requireWholeKey(key);
    const options = this.settle(given);
    const { entry } = await this.layers.reader.read({ key, loader, options });
    return decodeValue(entry.payload) as T;
  }

  private settle(given: LoadOptions): SettledLoadOptions {
    requireWholeTags(given.tags);
    return settleLoadOptions(given, this.options);
  }

  private async remove(key: string): Promise<void> {
    this.layers.memory.delete(key);
    await this.layers.redis.delete(key);
  }
}
