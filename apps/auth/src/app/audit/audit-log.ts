import { type Transaction } from '@secureconnect/platform';

/** Something that matters for security; who asked from where, and under which request id, is known by itself. */
export interface AuditEvent {
  /** What happened, as `password.changed`: lower case, with dots and underscores. */
  readonly type: string;
  /** Whose account it concerns. */
  readonly userId?: string;
  /** Who did it, where that is somebody else. */
  readonly actorId?: string;
  /** Nothing secret: everybody who administers reads it, and so does the log. */
  readonly details?: Readonly<Record<string, string | number | boolean>>;
}

/** The record of security events, which nobody can change. */
export abstract class AuditLog {
  /** Recorded with what it tells of, or not at all. */
  abstract record(event: AuditEvent, within: Transaction): Promise<void>;
}
