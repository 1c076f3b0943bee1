import { Fallback } from '@secureconnect/resilience';
import { type SessionData } from 'express-session';
import { type CacheManager } from '../manager/cache-manager';

/** A session whose cookie does not say how long it lives. */
const defaultTtlMs = 86_400_000;
const tiers = { tiers: ['redis', 'memory'] } as const;

/** Sessions of Express in a cache manager, each for as long as its cookie lives. */
export class CachedSessions {
  constructor(
    private readonly cache: CacheManager,
    private readonly prefix: string,
  ) {}

  @Fallback('express-session.find', 'express-session', tiers)
  async find(id: string): Promise<SessionData | null> {
    const text = await this.cache.get(this.prefix + id);
    return text === null ? null : (JSON.parse(text) as SessionData);
  }

  @Fallback('express-session.save', 'express-session', tiers)
  async save(id: string, session: SessionData): Promise<void> {
    const ttl = this.ttlOf(session);
    if (ttl > 0) await this.cache.set(this.prefix + id, session, ttl);
    else await this.cache.del(this.prefix + id);
  }

  @Fallback('express-session.touch', 'express-session', tiers)
  async touch(id: string, session: SessionData): Promise<void> {
    await this.cache.expire(this.prefix + id, this.ttlOf(session));
  }

  @Fallback('express-session.end', 'express-session', tiers)
  async end(id: string): Promise<void> {
    await this.cache.del(this.prefix + id);
  }

  private ttlOf({ cookie }: SessionData): number {
    const ends = cookie?.expires;
    return ends ? Math.ceil(new Date(ends).getTime() - Date.now()) : defaultTtlMs;
  }
}
