import { Injectable } from '@nestjs/common';
import { type CachedSource, type MultiLayerCache } from '@secureconnect/cache';
import {
  BreakerOpenError,
  classifyRedisError,
  Fallback,
  RedisFree,
  RedisUnavailableError,
} from '@secureconnect/resilience';
import { type DataSource } from 'typeorm';
import { PushTokenSealer } from './push-token-sealer';
import { type PushTokenOptions } from './push-token.options';
import {
  type PushDevice,
  type PushRegistration,
  type PushToken,
  PushTokenStore,
  type SignedOut,
} from './push-token.store';
import { RecordedPushTokens } from './recorded-push-tokens.store';

const tiers = { tiers: ['redis', 'postgres'], guarantee: 'the same, a query slower' };
/** Seconds: how old a list may be where whoever changed it died before telling anybody. */
const freshSeconds = 60;

/**
 * Push tokens: who looks is served by the cache, who wakes by the record. So nothing that Redis lost, kept or brought back
 * wakes a device that is somebody else's by now, and no secret is ever in it.
 */
@Injectable()
export class CachedPushTokens extends PushTokenStore {
  private readonly record: RecordedPushTokens;
  private readonly lists: CachedSource<string, readonly PushDevice[]>;

  constructor(cache: MultiLayerCache, source: DataSource, { keys, mostPerUser }: PushTokenOptions) {
    super();
    const changed = (userIds: readonly string[]) => this.changed(userIds);
    this.record = new RecordedPushTokens(source, new PushTokenSealer(keys), mostPerUser, changed);
    this.lists = cache.source({
      name: 'push-devices',
      ttl: freshSeconds,
      grace: 0,
      load: (userId: string) => this.record.find(userId),
    });
  }

  @Fallback('push-tokens.register', 'cache', tiers)
  register(registration: PushRegistration): Promise<PushDevice> {
    return this.record.register(registration);
  }

  @Fallback('push-tokens.find', 'cache', tiers)
  find(userId: string): Promise<readonly PushDevice[]> {
    return this.lists.get(userId);
  }

  @RedisFree('push-tokens.reachable')
  reachable(userId: string): Promise<readonly PushDevice[]> {
    return this.record.reachable(userId);
  }

  @RedisFree('push-tokens.take')
  take(userId: string, deviceId: string): Promise<PushToken | undefined> {
    return this.record.take(userId, deviceId);
  }

  @Fallback('push-tokens.remove', 'cache', tiers)
  remove(userId: string, deviceId: string): Promise<boolean> {
    return this.record.remove(userId, deviceId);
  }

  @Fallback('push-tokens.drop-rejected', 'cache', tiers)
  dropRejected(token: Pick<PushToken, 'version'>): Promise<boolean> {
    return this.record.dropRejected(token);
  }

  @Fallback('push-tokens.sign-out', 'cache', tiers)
  signOut(who: SignedOut): Promise<number> {
    return this.record.signOut(who);
  }

  @Fallback('push-tokens.clean-up', 'cache', tiers)
  cleanUp(unseenMs: number): Promise<number> {
    return this.record.cleanUp(unseenMs);
  }

  /** It is committed, so it must not be reported as failed where only Redis has not heard of it. */
  private async changed(userIds: readonly string[]): Promise<void> {
    const told = await Promise.allSettled(userIds.map((userId) => this.lists.forget(userId)));
    for (const result of told)
      if (result.status === 'rejected' && !isOutage(result.reason)) throw result.reason;
  }
}

const isOutage = (error: unknown): boolean =>
  error instanceof RedisUnavailableError ||
  error instanceof BreakerOpenError ||
  classifyRedisError(error) !== undefined;
