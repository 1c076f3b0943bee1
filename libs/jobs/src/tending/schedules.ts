import { newId } from '@secureconnect/platform';
import { type JobDefinition } from '../definition/job-definition';
import { writePayload } from '../definition/payload';
import { nextTime, type Repeat, specOf } from '../definition/repeat';
import { type Firing, type ScheduleTable } from '../table/schedule-table';

type Repeated = JobDefinition & { readonly repeat: Repeat };

/** The queues of this process that feed themselves. */
export class Schedules {
  private readonly byName: ReadonlyMap<string, Repeated>;
  private isDeclared = false;

  constructor(
    definitions: readonly JobDefinition[],
    private readonly table: ScheduleTable,
  ) {
    const repeated = definitions.filter((each): each is Repeated => each.repeat !== undefined);
    this.byName = new Map(repeated.map((each) => [each.name, each] as const));
  }

  /** Puts in what is due; gives the queues it went to. */
  async fire(): Promise<string[]> {
    if (this.byName.size === 0) return [];
    await this.declare();
    return this.table.due([...this.byName.keys()], (...due) => this.firing(...due));
  }

  async nextMs(): Promise<number | undefined> {
    return this.byName.size === 0 ? undefined : this.table.nextMs([...this.byName.keys()]);
  }

  private async declare(): Promise<void> {
    if (this.isDeclared) return;
    for (const { name, repeat } of this.byName.values())
      await this.table.declare(name, specOf(repeat), (now) => nextTime(repeat, now));
    this.isDeclared = true;
  }

  /** A period that nobody was there for brings one job, not one for each time it was missed. */
  private firing(name: string, now: Date, plannedAt: Date): Firing {
    const definition = this.byName.get(name) as Repeated;
    const payload = writePayload(definition, definition.repeatPayload ?? {});
    const job = { id: newId(), name, payload };
    return { job, nextAt: nextTime(definition.repeat, now, plannedAt) };
  }
}
