import { type PresenceState } from './presence-state';

/** Who has said here that they are: bounded, those heard of longest ago are forgotten first. */
export class OwnPresence {
  private readonly users = new Map<string, PresenceState>();

  constructor(private readonly maxUsers: number) {}

  get(userId: string): PresenceState | undefined {
    return this.users.get(userId);
  }

  set(userId: string, state: PresenceState): void {
    this.users.delete(userId);
    if (this.users.size >= this.maxUsers) this.users.delete(this.users.keys().next().value as string);
    this.users.set(userId, state);
  }

  *all(): Generator<{ readonly key: string; readonly state: PresenceState }> {
    for (const [key, state] of this.users) yield { key, state };
  }
}
