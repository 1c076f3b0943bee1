import { type Instance } from '../../system/storm-system';
import { type Standing, standingOf } from './standing';

const everyMs = 400;
/** What an instance knows of Redis a moment before and after an answer is what it knew when it gave it. */
const marginMs = 800;

interface Sighting {
  readonly at: number;
  readonly standings: readonly Standing[];
}

/** What every instance called itself, all the time. */
export class ModeLog {
  private readonly sightings: Sighting[] = [];
  private looking: Promise<void> | undefined;
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly instances: readonly Pick<Instance, 'name' | 'url'>[]) {}

  begin(): void {
    // One look at a time: where one takes long, the next is left out.
    this.timer = setInterval(() => (this.looking ??= this.look()), everyMs);
  }

  async end(): Promise<void> {
    clearInterval(this.timer);
    await this.looking;
    await this.look();
  }

  /**
   * What it was from one time to another, by `performance.now()`. Who is lost and found again between two looks says in
   * both the same, and since another moment: then it is unclear what it was.
   */
  modeOf({ name }: Pick<Instance, 'name'>, from: number, to: number): 'normal' | 'degraded' | 'unclear' {
    const place = this.instances.findIndex((instance) => instance.name === name);
    const before = this.sightings.filter(({ at }) => at <= from - marginMs).at(-1);
    const within = this.sightings.filter(({ at }) => at > from - marginMs && at < to + marginMs);
    const seen = [...(before ? [before] : []), ...within].flatMap(({ standings }) => standings[place] ?? []);
    const [first] = seen;
    const isOne = seen.every(({ mode, since }) => mode === first?.mode && since === first.since);
    const mode = isOne ? first?.mode : undefined;
    return mode === 'normal' || mode === 'degraded' ? mode : 'unclear';
  }

  private async look(): Promise<void> {
    const standings = await Promise.all(this.instances.map(standingOf));
    this.sightings.push({ at: performance.now(), standings });
    this.looking = undefined;
  }
}
