import { type Caller } from '@secureconnect/identity';
import { type RevocationEntry } from '@secureconnect/revocation-store';
import { Grouping } from '@secureconnect/platform';
import { type LiveConnection } from './live-connection';
import { TooManySocketsError } from './too-many-sockets.error';

/** The connections of known clients, found by what may be revoked of them. */
export class LiveSockets {
  private readonly connections = new Set<LiveConnection>();
  private readonly byUser = new Grouping<LiveConnection>();
  private readonly bySession = new Grouping<LiveConnection>();
  private readonly byToken = new Grouping<LiveConnection>();

  /** `mostOfUser` counts those of this instance alone. */
  constructor(private readonly mostOfUser: number) {}

  get all(): readonly LiveConnection[] {
    return [...this.connections];
  }

  hasRoomFor({ userId }: Caller): boolean {
    return this.byUser.sizeOf(userId) < this.mostOfUser;
  }

  /** Throws 429 where somebody has as many as she may have. */
  checkRoomFor(caller: Caller): void {
    if (!this.hasRoomFor(caller)) throw new TooManySocketsError('');
  }

  has(connection: LiveConnection): boolean {
    return this.connections.has(connection);
  }

  add(connection: LiveConnection): void {
    const { userId, sessionId, tokenId } = connection.caller;
    this.connections.add(connection);
    this.byUser.add(userId, connection);
    this.byToken.add(tokenId, connection);
    if (sessionId !== undefined) this.bySession.add(sessionId, connection);
  }

  /** False where it is not there any more. */
  remove(connection: LiveConnection): boolean {
    const { userId, sessionId, tokenId } = connection.caller;
    if (!this.connections.delete(connection)) return false;
    this.byUser.delete(userId, connection);
    this.byToken.delete(tokenId, connection);
    if (sessionId !== undefined) this.bySession.delete(sessionId, connection);
    return true;
  }

  /** Those that count no more, by what was revoked. */
  touchedBy({ kind, subject, issuedBefore = Infinity }: RevocationEntry): readonly LiveConnection[] {
    if (kind === 'token') return this.byToken.of(subject);
    if (kind === 'session') return this.bySession.of(subject);
    return this.byUser.of(subject).filter(({ caller }) => caller.issuedAtMs < issuedBefore);
  }
}
