import { type Transaction } from '@secureconnect/platform';

/** What a client says of the device it runs on. */
export interface SessionDevice {
  readonly fingerprint?: string;
  readonly platform?: string;
  readonly browser?: string;
  readonly version?: string;
  readonly isMobile?: boolean;
  readonly screen?: string;
  readonly timeZone?: string;
}

/** What is known of who uses a session; sealed wherever it is kept. */
export interface SessionDetails {
  readonly device: SessionDevice;
  readonly address: string;
  readonly userAgent: string;
  readonly metadata: Readonly<Record<string, string>>;
  /** 0 to 1, as last assessed. */
  readonly riskScore: number;
}

/** One login of one device; times are ms since the epoch, by PostgreSQL's clock. */
export interface Session {
  readonly id: string;
  readonly userId: string;
  readonly details: SessionDetails;
  /** How its user has shown who she is: `pwd`, `otp`. */
  readonly methods: readonly string[];
  readonly createdAt: number;
  readonly authenticatedAt: number;
  readonly lastSeenAt: number;
  /** 15 minutes, sliding with use; a refresh token that is still good makes it active again. */
  readonly activeUntil: number;
  /** When its refresh token ends; sliding with each refresh. */
  readonly endsAt: number;
}

/** A session as it begins. */
export interface NewSession {
  readonly userId: string;
  readonly details: SessionDetails;
  readonly methods: readonly string[];
}

/** What may change of a session; with methods, its user has just shown again who she is. */
export interface SessionChange {
  readonly details?: Partial<SessionDetails>;
  readonly methods?: readonly string[];
}

/** A session with the refresh token that is now its current one. */
export interface GrantedSession {
  readonly session: Session;
  readonly token: string;
}

/** A new session, and those that had to end for it: a user has ten at most. */
export interface BegunSession extends GrantedSession {
  readonly ended: readonly string[];
}

/**
 * What became of a refresh token: `replayed` is the same child again, for an answer that was lost; `reused` is one that
 * was replaced long ago, whose session has been ended for it.
 */
export type Rotation =
  | ({ readonly outcome: 'rotated' | 'replayed' } & GrantedSession)
  | { readonly outcome: 'reused'; readonly session: Session }
  | { readonly outcome: 'unknown' | 'ended' };

/** Sessions: their record is PostgreSQL; Redis and memory serve those that are in use. */
export abstract class SessionStore {
  /** Begins one and ends the oldest beyond ten of its user. */
  abstract begin(session: NewSession, within: Transaction): Promise<BegunSession>;

  /** Replaces a refresh token by its child, once, however many ask at the same time. */
  abstract rotate(token: string, within: Transaction): Promise<Rotation>;

  /** Whose token it is, without using it up; undefined unless it is the current one of a session that has not ended. */
  abstract findByToken(token: string): Promise<Session | undefined>;

  /** The session, unless it has ended. */
  abstract find(id: string): Promise<Session | undefined>;

  /** All of a user that have not ended, the one last seen first. */
  abstract list(userId: string): Promise<readonly Session[]>;

  /** Slides it on, and notes where it was seen; undefined where it has ended. */
  abstract touch(id: string, seen?: Partial<SessionDetails>): Promise<Session | undefined>;

  /** Notes within a transaction what has changed of it: its details, or that its user has shown again who she is. */
  abstract update(id: string, change: SessionChange, within: Transaction): Promise<Session | undefined>;

  /** Ends one of this user; false where there is none. */
  abstract end(userId: string, id: string, within: Transaction): Promise<boolean>;

  /** Ends all of a user, but for one if named; gives the ids of those it ended. */
  abstract endAll(userId: string, within: Transaction, except?: string): Promise<readonly string[]>;

  /** Forgets those that ended long ago; gives their number. */
  abstract cleanUp(): Promise<number>;

  /** Seals anew what a former key has sealed, so that the key can go; gives the number. */
  abstract reseal(): Promise<number>;

  /** How many another key than the present one has sealed: a former one may go when there are none. */
  abstract countSealedBefore(): Promise<number>;
}
