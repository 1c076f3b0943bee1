import { RecentEntries } from '@secureconnect/platform';
import { type ToldDevice } from '@secureconnect/presence-store';

/** How much is remembered of what instances say, and how long it holds. */
export interface HeardPresenceOptions {
  readonly leaseMs: number;
  readonly maxDevices: number;
}

interface Lease {
  readonly userId: string;
  readonly status: 'online' | 'away';
  readonly until: number;
}

/**
 * Who is here as the instances tell each other: one lease for each device and instance. Bounded: those renewed longest
 * ago are forgotten first.
 */
export class HeardPresence {
  /** All leases are of one length, so the one renewed longest ago is the first to end. */
  private readonly leases = new Map<string, Lease>();
  private readonly byUser = new Map<string, Set<string>>();
  /** Who said that she goes, and when. */
  private readonly gone = new RecentEntries<number>(10_000);
  private completeFrom = Infinity;

  constructor(private readonly options: HeardPresenceOptions) {}

  get size(): number {
    return this.leases.size;
  }

  /** Takes what an instance says of a device; gives whether its user is here otherwise than before. */
  hear(node: string, { userId, device, status }: ToldDevice, now: number): boolean {
    const before = this.statusOf(userId);
    const key = `${node} ${userId} ${device}`;
    this.forget(key);
    if (status === 'gone') this.gone.set(userId, now);
    else this.remember(key, { userId, status, until: now + this.options.leaseMs });
    return this.statusOf(userId) !== before;
  }

  /** Undefined: no instance says that she is here. */
  statusOf(userId: string): 'online' | 'away' | undefined {
    const keys = this.byUser.get(userId);
    if (!keys) return undefined;
    for (const key of keys) if (this.leases.get(key)?.status === 'online') return 'online';
    return 'away';
  }

  /** Something may have been missed: what is here is all there is only once each lease was renewed. */
  listensFrom(now: number): void {
    this.completeFrom = now + this.options.leaseMs;
  }

  /** When she said of her last device that it goes, where nobody can have said otherwise since. */
  goneSince(userId: string, now: number): number | undefined {
    return this.byUser.has(userId) || now < this.completeFrom ? undefined : this.gone.get(userId);
  }

  /** Whose leases have ended without a word. */
  runOut(now: number): ReadonlySet<string> {
    const users = new Set<string>();
    for (const [key, { userId, until }] of this.leases) {
      if (until > now) break;
      this.forget(key);
      users.add(userId);
    }
    return users;
  }

  private remember(key: string, lease: Lease): void {
    const oldest = this.leases.size >= this.options.maxDevices ? this.leases.keys().next().value : undefined;
    if (oldest !== undefined) this.forget(oldest);
    this.leases.set(key, lease);
    const keys = this.byUser.get(lease.userId);
    if (keys) keys.add(key);
    else this.byUser.set(lease.userId, new Set([key]));
  }

  private forget(key: string): void {
    const lease = this.leases.get(key);
    if (!lease) return;
    this.leases.delete(key);
    const keys = this.byUser.get(lease.userId);
    keys?.delete(key);
    if (keys?.size === 0) this.byUser.delete(lease.userId);
  }
}
