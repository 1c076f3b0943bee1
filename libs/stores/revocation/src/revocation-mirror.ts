import { type NumberedRevocation } from './numbered-revocation';
import { type RevocableToken, type RevocationKind } from './revocation.store';

interface UserMark {
  readonly issuedBefore: number;
  readonly expiresAt: number;
}

/** So much is looked at in one go, so that the event loop is nobody's alone. */
const sweepAtOnce = 2_000;

/**
 * All revocations in force, in memory. None is dropped before it has ended: beyond its bound the mirror takes no more,
 * and says until those have ended that it is not complete.
 */
export class RevocationMirror {
  /** In the order of their end, nearly: one that is held longer goes to the back. */
  private readonly ends: Readonly<Record<Exclude<RevocationKind, 'user'>, Map<string, number>>> = {
    token: new Map(),
    session: new Map(),
  };
  private readonly users = new Map<string, UserMark>();
  private incompleteUntil = 0;

  constructor(
    private readonly maxEntries: number,
    private readonly now: () => number = Date.now,
  ) {}

  get size(): number {
    return this.ends.token.size + this.ends.session.size + this.users.size;
  }

  /** False: something in force is not held here. */
  get isComplete(): boolean {
    return this.incompleteUntil === 0 || this.incompleteUntil <= this.now();
  }

  add(revocation: NumberedRevocation): void {
    const { kind, subject, expiresAt, issuedBefore } = revocation;
    if (expiresAt <= this.now()) return;
    if (!this.has(kind, subject) && this.size >= this.maxEntries && !this.makeRoom()) {
      this.incompleteUntil = Math.max(this.incompleteUntil, expiresAt);
      return;
    }
    if (kind === 'user') this.addUser(subject, { issuedBefore, expiresAt });
    else extend(this.ends[kind], subject, expiresAt);
  }

  /** Whether something held here revokes it. */
  isRevoked({ id, sessionId, userId, issuedAtMs }: RevocableToken): boolean {
    const { token, session } = this.ends;
    if (token.has(id) || (sessionId !== undefined && session.has(sessionId))) return true;
    const mark = this.users.get(userId);
    return mark !== undefined && issuedAtMs < mark.issuedBefore;
  }

  /** Forgets what has ended, some at a time. */
  sweep(): void {
    const now = this.now();
    sweepMap(this.ends.token, (expiresAt) => expiresAt <= now);
    sweepMap(this.ends.session, (expiresAt) => expiresAt <= now);
    sweepMap(this.users, ({ expiresAt }) => expiresAt <= now);
  }

  private has(kind: RevocationKind, subject: string): boolean {
    return kind === 'user' ? this.users.has(subject) : this.ends[kind].has(subject);
  }

  private makeRoom(): boolean {
    this.sweep();
    return this.size < this.maxEntries;
  }

  /** Of two marks the later moment holds, to the later end. */
  private addUser(subject: string, mark: UserMark): void {
    const held = this.users.get(subject);
    this.users.delete(subject);
    this.users.set(subject, {
      issuedBefore: Math.max(mark.issuedBefore, held?.issuedBefore ?? 0),
      expiresAt: Math.max(mark.expiresAt, held?.expiresAt ?? 0),
    });
  }
}

function extend(ends: Map<string, number>, subject: string, expiresAt: number): void {
  const held = ends.get(subject);
  if (held !== undefined) {
    if (held >= expiresAt) return;
    ends.delete(subject);
  }
  ends.set(subject, expiresAt);
}

/** From the front, where those that end first are; one that ends later hides those behind it until then. */
function sweepMap<V>(map: Map<string, V>, hasEnded: (value: V) => boolean): void {
  let looked = 0;
  for (const [key, value] of map) {
    if (!hasEnded(value) || ++looked > sweepAtOnce) return;
    map.delete(key);
  }
}
