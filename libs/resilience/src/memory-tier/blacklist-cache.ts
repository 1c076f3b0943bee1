import { payloadBytes } from '../recovery/payload-bytes';
import { type Revocation, revocationRule } from '../recovery/merge/revocation';
import { type FallbackCachesOptions } from './fallback-caches.options';
import { MergedTier } from './merged-tier';

/** Revoked tokens in memory, by their id. */
export class BlacklistCache extends MergedTier<Revocation> {
  constructor(private readonly settings: FallbackCachesOptions) {
    const { blacklist, now } = settings;
    super('blacklist', revocationRule, () => true, { ...blacklist, now, bytesOf });
  }

  /** Revokes a token until it would have ended. Throws MemoryTierFullError: hold it durably, or refuse. */
  blacklistToken(jti: string, expiresAt = this.settings.now() + this.settings.blacklistTtlMs): Revocation {
    return this.merge(jti, { expiresAt });
  }

  /** `unknown` while a revocation that found no room may still hold: ask the record, or refuse the token. */
  isTokenBlacklisted(jti: string): boolean | 'unknown' {
    if (this.tier.get(jti) !== undefined) return true;
    return this.tier.isComplete ? false : 'unknown';
  }
}

const bytesOf = (jti: string, revocation: Revocation): number =>
  payloadBytes(jti) + payloadBytes(revocation.expiresAt);
