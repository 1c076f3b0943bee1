import {
  fieldsAt,
  type HashState,
  hashRule,
  type MergeRule,
  type Stamp,
  withField,
  withoutField,
} from '@secureconnect/resilience';
import { type Presence, type PresenceStatus } from './presence.store';

/** The leases of a user by device, and under `seen` when she was last seen. */
export type PresenceState = HashState<string>;

/** What a device says of itself. */
export interface Lease {
  readonly device: string;
  readonly status: 'online' | 'away';
  readonly until: number;
}

/** Of each device the last word counts. */
export const presenceRule = hashRule as MergeRule<PresenceState>;

const seen = 'seen';
const deviceField = (device: string): string => `device ${device}`;
/** Longer than a copy of a lease that has ended can be on its way. */
const markMs = 600_000;

/** How long a state is remembered. */
export interface Moment {
  readonly now: number;
  readonly stamp: Stamp;
  readonly rememberMs: number;
}

const noteSeen = (state: PresenceState, { now, stamp, rememberMs }: Moment): PresenceState =>
  withField(state, seen, { value: String(now), expiresAt: now + rememberMs, stamp }, now);

/** A device is here. */
export function withLease(state: PresenceState, lease: Lease, moment: Moment): PresenceState {
  const { now, stamp } = moment;
  const written = { value: lease.status, expiresAt: lease.until, stamp };
  return noteSeen(withField(state, deviceField(lease.device), written, now), moment);
}

/** A device is gone. */
export function withoutLease(state: PresenceState, device: string, moment: Moment): PresenceState {
  const { now, stamp } = moment;
  return noteSeen(withoutField(state, deviceField(device), { stamp, until: now + markMs }), moment);
}

/** What a state says; `otherwise` where no device is here. */
export function presenceIn(
  userId: string,
  state: PresenceState | undefined,
  now: number,
  otherwise: PresenceStatus,
): Presence {
  const fields = state ? fieldsAt(state, now) : new Map<string, string>();
  const lastSeenAt = fields.has(seen) ? Number(fields.get(seen)) : null;
  const devices = [...fields].filter(([field]) => field !== seen).map(([, status]) => status);
  if (devices.includes('online')) return { userId, status: 'online', lastSeenAt };
  return { userId, status: devices.length > 0 ? 'away' : otherwise, lastSeenAt };
}
