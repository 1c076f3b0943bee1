import { Injectable, Logger, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { InjectSettings } from '@secureconnect/platform';
import { KeyRing } from './key-ring';
import { readBounded } from './read-bounded';
import { type TokenKey, TokenKeys } from './token-keys.port';
import { TokenKeysUnknownError } from './token-keys-unknown.error';

/** For all that are asked together. */
const deadlineMs = 1_000;
/** A key that was withdrawn is accepted for no longer than this. */
const freshMs = 60_000;
/** While nobody answers there is no rotation to be missed: auth itself publishes what it last knew for as long. */
const keptMs = 24 * 3_600_000;
/** However many invent ids of keys, auth is asked no more often. */
const restMs = 1_000;
const mostBytes = 65_536;

/** The keys as auth publishes them, kept at hand: asked for every minute, and when one is named that is not known. */
@Injectable()
export class RemoteTokenKeys extends TokenKeys implements OnModuleInit, OnModuleDestroy {
  private readonly logger = new Logger('TokenKeys');
  private readonly ring = new KeyRing();
  private readonly addresses: readonly string[];
  private fetching: Promise<boolean> | undefined;
  private askedAt = -Infinity;
  private heardAt = -Infinity;
  private hasAnswered = true;
  private timer: NodeJS.Timeout | undefined;

  /** One address of auth, or those of several instances: whichever answers first in turn. */
  constructor(@InjectSettings() { AUTH_URL }: { readonly AUTH_URL: string | readonly string[] }) {
    super();
    this.addresses = [AUTH_URL].flat().map((origin) => new URL('/.well-known/jwks.json', origin).href);
  }

  onModuleInit(): void {
    void this.fetch();
    this.timer = setInterval(() => void this.fetch(), freshMs).unref();
  }

  onModuleDestroy(): void {
    clearInterval(this.timer);
  }

  override known(kid: string): TokenKey | undefined {
    return performance.now() - this.heardAt < keptMs ? this.ring.find(kid) : undefined;
  }

  async find(kid: string): Promise<TokenKey | undefined> {
    const known = this.known(kid);
    if (known) return known;
    // One that was under way already was asked before this key was named; it may be the answer all the same.
    const isAnswered = await (this.fetching ?? this.fetchAgain());
    const key = this.known(kid);
    if (!key && !isAnswered) throw new TokenKeysUnknownError();
    return key;
  }

  private fetchAgain(): Promise<boolean> {
    if (performance.now() - this.askedAt < restMs) return Promise.resolve(this.hasAnswered);
    return this.fetch();
  }

  private fetch(): Promise<boolean> {
    this.askedAt = performance.now();
    this.fetching ??= this.fetchOnce().finally(() => (this.fetching = undefined));
    return this.fetching;
  }

  /** Never rejects; says whether auth has answered. */
  private async fetchOnce(): Promise<boolean> {
    const had = this.hasAnswered;
    try {
      await this.ring.replace(await this.fetchAny());
      this.heardAt = performance.now();
      this.hasAnswered = true;
      if (!had) this.logger.log('The keys of access tokens are heard of again');
    } catch (error) {
      this.hasAnswered = false;
      if (had) this.logger.warn(`The keys of access tokens are not heard of: ${(error as Error).message}`);
    }
    return this.hasAnswered;
  }

  private async fetchAny(): Promise<unknown> {
    const errors: Error[] = [];
    for (const address of this.addresses) {
      try {
        return await this.fetchFrom(address);
      } catch (error) {
        errors.push(error as Error); // thrown below, where no other answers either
      }
    }
    throw new AggregateError(errors, errors.map(({ message }) => message).join('; '));
  }

  private async fetchFrom(address: string): Promise<unknown> {
    const answer = await fetch(address, {
      signal: AbortSignal.timeout(deadlineMs / this.addresses.length),
      redirect: 'error',
      headers: { accept: 'application/json' },
    });
    if (!answer.ok) throw new Error(`it answers ${answer.status}`);
    return JSON.parse(await readBounded(answer, mostBytes));
  }
}
