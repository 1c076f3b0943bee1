import { type ServiceName } from '@secureconnect/contracts';
import { RecentTokens } from '../memory/recent-tokens';
import { InvalidServiceTokenError } from './invalid-service-token.error';
import { type KnownServiceKey, type KnownServiceKeys } from './known-service-keys.service';
import { proven, takeApart, type UnprovenToken } from './read-service-token';
import { type ServiceKey } from './service-key';
import { type ServiceKeyPublisher } from './service-key-publisher.service';
import { ServiceKeyUnpublishedError } from './service-key-unpublished.error';
import {
  longestServiceTokenSeconds,
  serviceClockSkewSeconds,
  type ServiceTokenClaims,
  type ServiceTokenType,
} from './service-token';

interface Proven {
  readonly type: ServiceTokenType;
  readonly kid: string;
  readonly key: KnownServiceKey;
  readonly claims: ServiceTokenClaims;
}

/** What a token must be besides genuine; that it is for this very service goes without saying. */
export interface ExpectedToken {
  readonly type: ServiceTokenType;
  readonly issuers: readonly ServiceName[];
}

/** About a megabyte at most: none is longer than a kilobyte. */
const mostRemembered = 1_000;

const encoded = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** What one service says to another for a minute, signed by the process that says it. */
export class ServiceTokens {
  private readonly remembered = new RecentTokens<Proven>(mostRemembered);
  private readonly heads: Readonly<Record<ServiceTokenType, string>>;

  constructor(
    private readonly service: string,
    private readonly own: { readonly key: ServiceKey; readonly publisher: ServiceKeyPublisher },
    private readonly keys: KnownServiceKeys,
    private readonly now: () => number = Date.now,
  ) {
    const head = (typ: ServiceTokenType) => encoded({ alg: 'EdDSA', typ, kid: own.key.kid });
    this.heads = { 'client+jwt': head('client+jwt'), 'service+jwt': head('service+jwt') };
  }

  /** A token for one service, good for a minute; throws 503 where nobody could verify it yet. */
  sign(
    type: ServiceTokenType,
    audience: ServiceName,
    claims: Readonly<Record<string, unknown>> = {},
  ): string {
    if (!this.own.publisher.isPublished) throw new ServiceKeyUnpublishedError('');
    const iat = Math.floor(this.now() / 1_000);
    const exp = iat + longestServiceTokenSeconds;
    const text = `${this.heads[type]}.${encoded({ ...claims, iss: this.service, aud: audience, iat, exp })}`;
    return `${text}.${this.own.key.sign(text)}`;
  }

  /**
   * What a genuine token says, at once where its key is known. Throws or rejects with InvalidServiceTokenError where it is
   * not genuine, and with what became of asking PostgreSQL where that could not be told.
   */
  verify(token: string, expected: ExpectedToken): ServiceTokenClaims | Promise<ServiceTokenClaims> {
    const before = this.remembered.get(token);
    if (before && this.keys.get(before.kid) === before.key) return this.accepted(before, expected);
    const unproven = takeApart(token);
    const key = this.keys.get(unproven.kid);
    return key ? this.prove(token, unproven, key, expected) : this.ask(token, unproven, expected);
  }

  private async ask(
    token: string,
    unproven: UnprovenToken,
    expected: ExpectedToken,
  ): Promise<ServiceTokenClaims> {
    const key = await this.keys.find(unproven.kid);
    if (!key) throw new InvalidServiceTokenError('Nobody has published its key');
    return this.prove(token, unproven, key, expected);
  }

  private prove(
    token: string,
    unproven: UnprovenToken,
    key: KnownServiceKey,
    expected: ExpectedToken,
  ): ServiceTokenClaims {
    const { type, kid } = unproven;
    const found: Proven = { type, kid, key, claims: proven(unproven, key) };
    const claims = this.accepted(found, expected);
    this.remembered.set(token, found);
    return claims;
  }

  private accepted({ type, claims }: Proven, expected: ExpectedToken): ServiceTokenClaims {
    const { iss, aud, iat, exp } = claims;
    if (type !== expected.type) throw new InvalidServiceTokenError('It is for something else');
    if (aud !== this.service) throw new InvalidServiceTokenError('It is for another service');
    if (!expected.issuers.includes(iss as ServiceName))
      throw new InvalidServiceTokenError('Its issuer may not say this');
    const seconds = this.now() / 1_000;
    if (seconds >= exp + serviceClockSkewSeconds) throw new InvalidServiceTokenError('Its time is over');
    if (seconds < iat - serviceClockSkewSeconds) throw new InvalidServiceTokenError('Its time has not come');
    return claims;
  }
}
