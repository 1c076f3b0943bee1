import { Injectable } from '@nestjs/common';
import { KeyRing, type TokenKey, TokenKeys } from '@secureconnect/identity';
import { DegradedMarks, RedisFree } from '@secureconnect/resilience';
import { type Jwks, PublishedKeys } from '../signing-keys/published-keys.service';

/** What the record said is asked for again no sooner, where the cache may not serve. */
const recordedMs = 1_000;

/** The keys that auth publishes, without asking itself over the network; one that is withdrawn is gone at once. */
@Injectable()
export class LocalTokenKeys extends TokenKeys {
  private readonly ring = new KeyRing();
  private heard: Jwks | undefined;
  private ready: Promise<void> = Promise.resolve();
  private recorded: { readonly until: number; readonly jwks: Promise<Jwks> } | undefined;

  constructor(private readonly published: PublishedKeys) {
    super();
  }

  // The record answers where the cache may not, whatever the handler behind the guard has declared.
  @RedisFree('authenticate.key', 'cache', {
    tiers: ['memory', 'redis', 'postgres'],
    guarantee: 'the record answers where the cache may not',
  })
  async find(kid: string): Promise<TokenKey | undefined> {
    const jwks = await this.listed();
    if (jwks !== this.heard) {
      this.heard = jwks;
      // One after the other, so that the set heard of last is the one that stays.
      const replace = (): Promise<void> => this.ring.replace(jwks);
      this.ready = this.ready.then(replace, replace);
    }
    await this.ready;
    return this.ring.find(kid);
  }

  /** With marks of its own: what the guard meets is no part of what the handler declared, nor held to it. */
  private async listed(): Promise<Jwks> {
    try {
      return await new DegradedMarks().run(() => this.published.get());
    } catch {
      // Whatever it was: the record either says which keys there are, or why nobody can.
      return this.fromRecord();
    }
  }

  /** Without a fallback the cache refuses while Redis is away; keys are asked for with every request. */
  private fromRecord(): Promise<Jwks> {
    const now = performance.now();
    if (!this.recorded || this.recorded.until <= now) {
      const jwks = this.published.load();
      this.recorded = { until: now + recordedMs, jwks };
      jwks.catch(() => (this.recorded = undefined));
    }
    return this.recorded.jwks;
  }
}
