import { type Instance, type InstanceMode, type StormSystem } from '../../system/storm-system';

const everyMs = 400;
/** What an instance knows of Redis a moment before and after an answer is what it knew when it gave it. */
const marginMs = 800;

interface Sighting {
  readonly at: number;
  readonly modes: readonly InstanceMode[];
}

/** What every instance called itself, all the time. */
export class ModeLog {
  private readonly sightings: Sighting[] = [];
  private looking: Promise<void> | undefined;
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly system: StormSystem) {}

  begin(): void {
    // One look at a time: where one takes long, the next is left out.
    this.timer = setInterval(() => (this.looking ??= this.look()), everyMs);
  }

  async end(): Promise<void> {
    clearInterval(this.timer);
    await this.looking;
    await this.look();
  }

  /** What it was from one time to another, by `performance.now()`. */
  modeOf(instance: Instance, from: number, to: number): 'normal' | 'degraded' | 'unclear' {
    const place = this.system.instances.findIndex(({ name }) => name === instance.name);
    const before = this.sightings.filter(({ at }) => at <= from - marginMs).at(-1);
    const within = this.sightings.filter(({ at }) => at > from - marginMs && at < to + marginMs);
    const modes = new Set([...(before ? [before] : []), ...within].map(({ modes: all }) => all[place]));
    const [only] = modes;
    return modes.size === 1 && (only === 'normal' || only === 'degraded') ? only : 'unclear';
  }

  private async look(): Promise<void> {
    const modes = await this.system.modes();
    this.sightings.push({ at: performance.now(), modes });
    this.looking = undefined;
  }
}
