import { Injectable } from '@nestjs/common';
import { type LeverPull, type OperatorAction, type ServiceName } from '@secureconnect/contracts';
import { newId } from '@secureconnect/platform';
import { FleetWatch } from '../fleet/fleet-watch.service';
import { type InstanceSource, isUncertain, whyNot } from '../fleet/instance-source';
import { ActionLog } from './action-log.service';
import { UnknownInstanceError } from './unknown-instance.error';

/** Whom an operator means. */
export interface LeverTarget {
  readonly service: ServiceName;
  /** All instances of the service unless said. */
  readonly origin?: string;
}

interface Meant {
  readonly source: InstanceSource;
  /** The process that was seen there last. */
  readonly instance: string | undefined;
}

/** Pulls levers at instances for an operator, each beside the others, and has each written down before and after. */
@Injectable()
export class LeverDesk {
  constructor(
    private readonly fleet: FleetWatch,
    private readonly actions: ActionLog,
  ) {}

  /** What came of it, by instance; throws where there is no such instance. */
  async pull(pull: LeverPull, target: LeverTarget, operator: string): Promise<OperatorAction[]> {
    const meant = this.fleet.meant(target.service, target.origin);
    if (meant.length === 0) throw new UnknownInstanceError('');
    const done = await Promise.all(meant.map((each) => this.pullAt(each, pull, operator)));
    // The page is to show what it came to, not what was before.
    void this.fleet.look();
    return done;
  }

  private async pullAt(
    { source, instance }: Meant,
    pull: LeverPull,
    operator: string,
  ): Promise<OperatorAction> {
    const begun = begin(source, pull, operator);
    this.actions.note(begun);
    const done = await source.pull(pull, operator, instance).then(
      (outcome) => ({ ...begun, is_done: true, outcome }),
      (error: unknown) =>
        isUncertain(error)
          ? { ...begun, outcome: `uncertain: ${whyNot(error)}` }
          : { ...begun, is_done: false, outcome: `failed: ${whyNot(error)}` },
    );
    this.actions.note(done);
    return done;
  }
}

function begin({ service, origin }: InstanceSource, pull: LeverPull, operator: string): OperatorAction {
  const { lever, kind, minutes } = pull;
  const parts = [kind && `${kind} calls`, minutes !== undefined && `${minutes} min`];
  const detail = parts.filter(Boolean).join(', ');
  const what = { operator, lever, detail, service, origin };
  return {
    ...{ id: newId(), at: new Date().toISOString() },
    ...what,
    ...{ is_done: null, outcome: 'under way', is_recorded: false },
  };
}
