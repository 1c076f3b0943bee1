import { type ServiceName } from '@secureconnect/contracts';

/** What a service says of itself; `silent` when it does not answer. */
export type SeenMode = 'normal' | 'degraded' | 'unavailable' | 'silent';

/** One service as last seen. */
export interface Sighting {
  readonly mode: SeenMode;
  /** Since when, and why, in the service's own words. */
  readonly since?: string;
  readonly reason?: string;
}

/** A change worth a line: of some services, or of the whole system when all agree. */
export interface ModeChange extends Sighting {
  readonly who: readonly ServiceName[] | 'system';
  readonly from: SeenMode;
}

type Sightings = ReadonlyMap<ServiceName, Sighting>;

// The services notice the same event at slightly different moments; so long one line is held back for all.
const settleMs = 3_000;

/** Turns what is seen once a second into the few lines that tell what happened. */
export class ModeChanges {
  private readonly told = new Map<ServiceName, SeenMode>();
  private differingSince: number | undefined;

  /** Takes what was seen at a time and gives the changes to tell now. */
  see(seen: Sightings, now: number): ModeChange[] {
    const differing = [...seen].filter(([name, { mode }]) => this.told.get(name) !== mode);
    if (differing.length === 0) {
      this.differingSince = undefined;
      return [];
    }
    this.differingSince ??= now;
    const agree = new Set([...seen.values()].map(({ mode }) => mode)).size === 1;
    if (!agree && now - this.differingSince < settleMs) return [];
    this.differingSince = undefined;
    const changes = this.changes(seen, differing, agree);
    for (const [name, { mode }] of seen) this.told.set(name, mode);
    return changes;
  }

  private changes(seen: Sightings, differing: [ServiceName, Sighting][], agree: boolean): ModeChange[] {
    const before = new Set([...seen.keys()].map((name) => this.told.get(name) ?? 'normal'));
    const [from, ...others] = before;
    const [sighting] = [...seen.values()].filter(({ reason }) => reason).concat(...seen.values());
    if (agree && from && sighting && others.length === 0) {
      return from === sighting.mode ? [] : [{ who: 'system', from, ...sighting }];
    }
    const groups = new Map<string, ModeChange>();
    for (const [name, now] of differing) {
      const was = this.told.get(name) ?? 'normal';
      const alike = groups.get(`${was} ${now.mode}`);
      const who = [...(alike ? alike.who : []), name] as ServiceName[];
      if (was !== now.mode) groups.set(`${was} ${now.mode}`, { from: was, ...now, ...alike, who });
    }
    return [...groups.values()];
  }
}
