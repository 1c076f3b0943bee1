import { Injectable } from '@nestjs/common';
import { RedisFree } from '@secureconnect/resilience';
import { RevocationStore } from '@secureconnect/revocation-store';
import { AccessTokenVerifier } from './access-token-verifier.service';
import { type Caller } from './caller';
import { TokenRevokedError } from './token-revoked.error';

/** Tells who asks from the token she shows: genuine first, then whether it was revoked. */
@Injectable()
export class Authenticator {
  constructor(
    private readonly verifier: AccessTokenVerifier,
    private readonly revocations: RevocationStore,
  ) {}

  /** Who asks, where the memory of this instance alone can say that the token is good; undefined: ask `authenticate`. */
  @RedisFree('authenticate.known', 'revocations')
  known(token: string): Caller | undefined {
    const seen = this.verifier.known(token);
    return seen && this.revocations.isKnownRevoked(seen.revocable) === false ? seen.caller : undefined;
  }

  /** Rejects with 401, or with 503 where nobody can say. */
  // The memory of this instance answers; where it cannot, the store's own declaration says what does.
  @RedisFree('authenticate', 'revocations', {
    tiers: ['memory'],
    guarantee: 'memory answers; where it cannot, as revocations.check',
  })
  async authenticate(token: string): Promise<Caller> {
    const caller = await this.verifier.verify(token);
    const { tokenId: id, sessionId, userId, issuedAtMs } = caller;
    if (await this.revocations.isRevoked({ id, sessionId, userId, issuedAtMs }))
      throw new TokenRevokedError('');
    return caller;
  }
}
