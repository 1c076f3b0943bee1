import { type DatabaseClock } from '../record/database-clock';
import { type KnownSession } from '../record/known-session';
import { knownOf, type SessionRow } from '../record/session-row';
import { type SessionSealer } from '../sealing/session-sealer';
import { type Session, type SessionDetails } from '../session.store';
import { type SessionStoreOptions } from '../session-store.options';
import { heldEnded, heldLive, type HeldSession } from './held-session-rule';

const placeOf = (id: string): string => `copy ${id}`;

/** A copy is on its way to Redis or comes from there, and clocks differ a little: the mark lasts that much longer. */
const markSlackMs = 60_000;

/** What is sealed in a copy, in the order of its fields. */
type Sealed = [
  userId: string,
  methods: readonly string[],
  createdAt: number,
  authenticatedAt: number,
  endsAt: number,
  tokenHash: string,
  details: SessionDetails,
];

/** Makes of a session what Redis and memory hold, and of that the session again. */
export class HeldSessions {
  constructor(
    private readonly sealer: SessionSealer,
    private readonly clock: DatabaseClock,
    private readonly options: Pick<SessionStoreOptions, 'activeMs'>,
  ) {}

  /** The mark of one that has ended, for as long as a copy of it may be about. */
  ended(): HeldSession {
    return heldEnded(this.clock.now() + this.options.activeMs + markSlackMs);
  }

  /** What is held of a row. */
  ofRow(row: SessionRow): HeldSession {
    return row.is_ended ? this.ended() : this.of(knownOf(row, this.sealer), 0);
  }

  /** What is held of a session; `sealedAt` tells apart two copies of one row. */
  of({ session, version, tokenHash }: KnownSession, sealedAt: number): HeldSession {
    const { id, userId, methods, createdAt, authenticatedAt, endsAt, details } = session;
    const hash = tokenHash.toString('base64');
    const plain: Sealed = [userId, methods, createdAt, authenticatedAt, endsAt, hash, details];
    const { bytes, with: key } = this.sealer.seal(JSON.stringify(plain), placeOf(id));
    return heldLive({
      version,
      sealedAt,
      sealed: `${key}.${bytes.toString('base64')}`,
      seenAt: session.lastSeenAt,
      activeUntil: session.activeUntil,
    });
  }

  /** Undefined where it has ended, is not active, or was sealed with a key that is gone. */
  open(id: string, { live }: HeldSession): KnownSession | undefined {
    if (!live || live.activeUntil <= this.clock.now()) return undefined;
    const dot = live.sealed.indexOf('.');
    const bytes = Buffer.from(live.sealed.slice(dot + 1), 'base64');
    const text = this.sealer.open({ bytes, with: live.sealed.slice(0, dot) }, placeOf(id));
    if (text === undefined) return undefined;
    const [userId, methods, createdAt, authenticatedAt, endsAt, hash, details] = JSON.parse(text) as Sealed;
    const { version, seenAt, activeUntil } = live;
    const times = { createdAt, authenticatedAt, lastSeenAt: seenAt, activeUntil, endsAt };
    if (endsAt <= this.clock.now()) return undefined;
    const session = { id, userId, details, methods, ...times };
    return { session, version, tokenHash: Buffer.from(hash, 'base64') };
  }

  /** The copy, used: with the same sealed part, for nothing in it has changed. */
  used(state: HeldSession, { lastSeenAt: seenAt, activeUntil }: Session): HeldSession {
    return state.live ? heldLive({ ...state.live, seenAt, activeUntil }) : state;
  }
}
