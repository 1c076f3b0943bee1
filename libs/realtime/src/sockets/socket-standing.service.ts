import { Injectable } from '@nestjs/common';
import { Authenticator, type Caller } from '@secureconnect/identity';
import { RedisFree } from '@secureconnect/resilience';
import { type RevocationEntry, RevocationStore } from '@secureconnect/revocation-store';
import { type Observable } from 'rxjs';
import { type KnownSocket } from './known-socket';

/** Whether what opened a socket still holds: asked of memory with each event, and told when it changes. */
@Injectable()
export class SocketStanding {
  constructor(
    private readonly authenticator: Authenticator,
    private readonly revocations: RevocationStore,
  ) {}

  /** Rejects with 401, or with 503 where nobody can say. */
  async callerBy(token: string): Promise<Caller> {
    return this.authenticator.known(token) ?? this.authenticator.authenticate(token);
  }

  /** From memory alone; undefined where memory cannot say. */
  @RedisFree('sockets.known-revoked', 'revocations')
  isKnownRevoked({ revocable }: KnownSocket): boolean | undefined {
    return this.revocations.isKnownRevoked(revocable);
  }

  /** Rejects with 503 where nobody can say. */
  @RedisFree('sockets.revoked', 'revocations', {
    tiers: ['memory'],
    guarantee: 'memory answers; where it cannot, as revocations.check',
  })
  isRevoked({ revocable }: KnownSocket): Promise<boolean> {
    return this.revocations.isRevoked(revocable);
  }

  /** Whether this instance hears who was signed out; where not, its sockets are not to be told what they may not know. */
  @RedisFree('sockets.informed', 'revocations')
  isInformed(): boolean {
    return this.revocations.isInformed();
  }

  /** Every revocation as this instance learns of it. */
  @RedisFree('sockets.watch-revocations', 'revocations')
  revoked(): Observable<RevocationEntry> {
    return this.revocations.revoked$;
  }
}
