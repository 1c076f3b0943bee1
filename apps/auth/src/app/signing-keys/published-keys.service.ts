import { Injectable } from '@nestjs/common';
import { type CachedSource, MultiLayerCache } from '@secureconnect/cache';
import { jwksTag } from '@secureconnect/contracts';
import { jwksLife } from './jwks-life.constants';
import { KeyRotation } from './key-rotation.service';
import { type PublicJwk } from './make-signing-key';
import { NoSigningKeyError } from './no-signing-key.error';
import { SigningKeyRecord } from './signing-key-record.adapter';

/** The public keys of all tokens that are to be accepted, as RFC 7517 writes them. */
export interface Jwks {
  readonly keys: readonly PublicJwk[];
}

const day = 86_400;

/** The JWKS, through the cache: a verifier that starts, or a thousand of them, cost one query. */
@Injectable()
export class PublishedKeys {
  private readonly source: CachedSource<void, Jwks>;

  constructor(
    private readonly record: SigningKeyRecord,
    private readonly rotation: KeyRotation,
    cache: MultiLayerCache,
  ) {
    this.source = cache.source<void, Jwks>({
      name: 'jwks',
      // A key signs only later than that: who was told of no rotation has loaded it by then all the same.
      ttl: jwksLife.own,
      // Without PostgreSQL there is no rotation either, so the old set is the present one.
      grace: day,
      tags: () => [jwksTag],
      load: () => this.load(),
    });
  }

  get(): Promise<Jwks> {
    return this.source.get();
  }

  /** From the record, where the cache may not be asked. */
  async load(): Promise<Jwks> {
    let keys = await this.record.list();
    if (keys.length === 0) {
      await this.rotation.sweep();
      keys = await this.record.list();
    }
    if (keys.length === 0) throw new NoSigningKeyError('');
    return { keys: keys.map(({ jwk }) => jwk) };
  }
}
