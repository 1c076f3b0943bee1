import { Injectable } from '@nestjs/common';
import { type FleetStatus } from '@secureconnect/contracts';
import { ActionLog } from '../levers/action-log.service';
import { problemsOfFleet } from './fleet-verdict';
import { FleetWatch } from './fleet-watch.service';
import { UnseenInstances } from './unseen-instances';

/** All that the page shows, put together from memory. */
@Injectable()
export class FleetReporter {
  private readonly unseen = new UnseenInstances();

  constructor(
    private readonly fleet: FleetWatch,
    private readonly actions: ActionLog,
  ) {}

  now(): FleetStatus {
    const instances = this.fleet.views;
    const problems = problemsOfFleet(instances, this.unseen.look(instances));
    return {
      at: new Date().toISOString(),
      gateway: this.fleet.id,
      is_normal: problems.length === 0,
      problems,
      instances,
      actions: this.actions.latest,
      unrecorded: this.actions.unrecorded,
    };
  }
}
