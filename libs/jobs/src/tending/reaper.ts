import { type Logger } from '@nestjs/common';
import { type WorkerTable } from '../table/worker-table';
import { Lookout } from './lookout';

/** Gives up workers that no longer beat, so that others run their jobs. */
export class Reaper {
  private readonly lookout: Lookout;

  constructor(
    private readonly workers: WorkerTable,
    private readonly me: string,
    private readonly atMostOnce: readonly string[],
    private readonly logger: Logger,
    { leaseMs, beatMs }: { readonly leaseMs: number; readonly beatMs: number },
  ) {
    this.lookout = new Lookout(leaseMs, Math.max(beatMs * 2, beatMs + 500));
  }

  /** Gives the queues that have work again. */
  async look(): Promise<string[]> {
    const beats = await this.workers.beats();
    const others = beats.filter(({ id }) => id !== this.me);
    const names = new Set<string>();
    for (const { id } of this.lookout.look(others)) {
      const { returned, buried, names: again } = await this.workers.giveUp(id, this.atMostOnce);
      this.logger.warn(
        `The worker ${id} is gone: ${returned} of its jobs run again, ${buried} are dead letters`,
      );
      for (const name of again) names.add(name);
    }
    return [...names];
  }

  /** This process could not look for a while. */
  miss(): void {
    this.lookout.miss();
  }
}
