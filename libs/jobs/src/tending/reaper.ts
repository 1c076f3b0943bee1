import { type Logger } from '@nestjs/common';
import { type Patience, type WorkerSightings } from '../table/worker-sightings';
import { type WorkerTable } from '../table/worker-table';

/** Gives up workers that no longer beat, so that others run their jobs. */
export class Reaper {
  constructor(
    private readonly workers: WorkerTable,
    private readonly sightings: WorkerSightings,
    private readonly me: string,
    private readonly atMostOnce: readonly string[],
    private readonly logger: Logger,
    private readonly patience: Patience,
  ) {}

  /** Gives the queues that have work again. */
  async look(): Promise<string[]> {
    const names = new Set<string>();
    for (const id of await this.sightings.look(this.me, this.patience)) {
      const { returned, buried, names: again } = await this.workers.giveUp(id, this.atMostOnce);
      this.logger.warn(
        `The worker ${id} is gone: ${returned} of its jobs run again, ${buried} are dead letters`,
      );
      for (const name of again) names.add(name);
    }
    return [...names];
  }
}
