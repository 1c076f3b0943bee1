import { Injectable } from '@nestjs/common';
import { type CachedSource, MultiLayerCache, privateKeyOf } from '@secureconnect/cache';
import { userTag } from '@secureconnect/contracts';
import {
  BreakerOpenError,
  classifyRedisError,
  Fallback,
  RedisUnavailableError,
} from '@secureconnect/resilience';
import { DirectoryRecord } from './directory-record.port';
import { type DirectoryChange, type DirectoryEntry, DirectoryStore } from './directory.store';

/** What the directory is made with. */
export interface DirectoryOptions {
  /** Keys the HMAC that addresses are written down as; the same on all instances. */
  readonly secret: string;
}

const tiers = { tiers: ['redis', 'postgres'], guarantee: 'the same, a query slower' };
/** Seconds. */
const [fresh, nobody] = [600, 30];

/**
 * The directory through the cache: two steps, so that an address is remembered with an id and nothing else, and
 * what is known of a person is void by her tag however she was found.
 */
@Injectable()
export class CachedDirectory extends DirectoryStore {
  private readonly byEmail: CachedSource<string, string | null>;
  private readonly byUsername: CachedSource<string, string | null>;
  private readonly entries: CachedSource<string, DirectoryEntry | null>;

  constructor(
    private readonly cache: MultiLayerCache,
    private readonly record: DirectoryRecord,
    { secret }: DirectoryOptions,
  ) {
    super();
    const times = { ttl: fresh, negativeTtl: nobody, keyOf: privateKeyOf(secret) };
    // No grace: an address that went to another person must not lead to the former one while PostgreSQL is away.
    const ids = { ...times, grace: 0 };
    this.byEmail = cache.source({
      ...ids,
      name: 'directory-email',
      load: (key: string) => record.idOfEmail(key),
    });
    this.byUsername = cache.source({
      ...ids,
      name: 'directory-name',
      load: (key: string) => record.idOfUsername(key),
    });
    this.entries = cache.source({
      ...{ name: 'directory-entry', ttl: fresh, negativeTtl: nobody, grace: 0 },
      tags: (id: string) => [userTag(id)],
      load: (id: string) => record.entryOf(id),
    });
  }

  @Fallback('directory.find-by-email', 'cache', tiers)
  async findByEmail(email: string): Promise<DirectoryEntry | undefined> {
    return this.entryOf(await this.byEmail.get(this.record.emailKeyOf(email)));
  }

  @Fallback('directory.find-by-username', 'cache', tiers)
  async findByUsername(username: string): Promise<DirectoryEntry | undefined> {
    return this.entryOf(await this.byUsername.get(this.record.usernameKeyOf(username)));
  }

  async changed({ userId, emails = [], usernames = [] }: DirectoryChange): Promise<void> {
    const { record } = this;
    const work = [
      ...emails.map((email) => this.byEmail.forget(record.emailKeyOf(email))),
      ...usernames.map((name) => this.byUsername.forget(record.usernameKeyOf(name))),
      this.cache.invalidateByTag(userTag(userId)),
    ];
    for (const { reason } of (await Promise.allSettled(work)).filter(isRejected)) {
      // Told over the relay all the same, and this instance serves none of it: only Redis has not heard yet. Where
      // nothing may fall back nobody else is told; but the change is committed, and must not be reported as failed.
      if (!isOutage(reason)) throw reason;
    }
  }

  private async entryOf(id: string | null): Promise<DirectoryEntry | undefined> {
    return (id !== null && (await this.entries.get(id))) || undefined;
  }
}

const isOutage = (error: unknown): boolean =>
  error instanceof RedisUnavailableError ||
  error instanceof BreakerOpenError ||
  classifyRedisError(error) !== undefined;
const isRejected = (result: PromiseSettledResult<unknown>): result is PromiseRejectedResult =>
  result.status === 'rejected';
