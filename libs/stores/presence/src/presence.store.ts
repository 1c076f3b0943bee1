/** `unknown` where nobody can say: Redis is away and neither this instance nor PostgreSQL knows better. */
export type PresenceStatus = 'online' | 'away' | 'offline' | 'unknown';

/** Whether a user is here; `lastSeenAt` in ms since the epoch. */
export interface Presence {
  readonly userId: string;
  readonly status: PresenceStatus;
  readonly lastSeenAt: number | null;
}

/** What a device says of itself. */
export interface ToldDevice {
  readonly userId: string;
  readonly device: string;
  readonly status: 'online' | 'away' | 'gone';
}

/** Who is here: one lease a device, which ends by itself. */
export abstract class PresenceStore {
  /** A device is here until the lease ends; said again it lasts on. */
  abstract set(userId: string, device: string, status: 'online' | 'away', leaseMs: number): Promise<void>;

  /** A device is gone. */
  abstract leave(userId: string, device: string): Promise<void>;

  /** What many devices say, each once, in one go. */
  abstract tell(devices: readonly ToldDevice[], leaseMs: number): Promise<void>;

  /** In the order asked for. */
  abstract find(userIds: readonly string[]): Promise<readonly Presence[]>;

  /** Forgets those that were last seen long ago; gives their number. */
  abstract cleanUp(): Promise<number>;
}
