import { type Logger } from '@nestjs/common';
import { classifyDatabaseError, newId } from '@secureconnect/platform';
import { type JobDefinition } from '../definition/job-definition';
import { writePayload } from '../definition/payload';
import { nextTime, type Repeat, specOf } from '../definition/repeat';
import { type Firing, type Schedule, type ScheduleTable } from '../table/schedule-table';

/** While one that a schedule brought has not ended, it brings no other: work slower than its period does not pile up. */
const unfinished = 'repeat';

interface Repeated extends Schedule {
  readonly definition: JobDefinition;
  readonly repeat: Repeat;
}

/** The queues of this process that feed themselves. */
export class Schedules {
  private readonly all: readonly Repeated[];
  private isDeclared = false;
  /** Left out of what is foreseen: they are tried with each look, but bring none about. */
  private readonly failing = new Set<string>();

  constructor(
    definitions: readonly JobDefinition[],
    private readonly table: ScheduleTable,
    private readonly logger: Pick<Logger, 'error'>,
  ) {
    this.all = definitions.flatMap((definition) => {
      const { name, repeat } = definition;
      return repeat ? [{ name, spec: specOf(repeat), repeat, definition }] : [];
    });
  }

  /** Puts in what is due; gives the queues it went to. */
  async fire(): Promise<string[]> {
    if (this.all.length === 0) return [];
    await this.declareAll();
    const fired: string[] = [];
    for (const { name, isOurs } of await this.table.due(this.all)) {
      const repeated = this.all.find((each) => each.name === name) as Repeated;
      if (!isOurs) await this.declare(repeated);
      else if (await this.fireOne(repeated)) fired.push(name);
    }
    return fired;
  }

  async nextMs(): Promise<number | undefined> {
    const sound = this.all.filter(({ name }) => !this.failing.has(name));
    return sound.length === 0
      ? undefined
      : this.table.nextMs(sound, ({ repeat }, now) => nextTime(repeat, now));
  }

  /** Once a start: of instances that say it differently, the one that started last is right. */
  private async declareAll(): Promise<void> {
    if (this.isDeclared) return;
    for (const each of this.all) await this.declare(each);
    this.isDeclared = true;
  }

  private declare({ name, spec, repeat }: Repeated): Promise<void> {
    return this.table.declare(name, spec, (now) => nextTime(repeat, now));
  }

  /** One that fails is told of and holds up no other. */
  private async fireOne(repeated: Repeated): Promise<boolean> {
    const { name } = repeated;
    try {
      const isFired = await this.table.fire(repeated, (...times) => firing(repeated, ...times));
      this.failing.delete(name);
      return isFired;
    } catch (error) {
      if (classifyDatabaseError(error)) throw error; // of all of them, and told where it is noticed
      if (!this.failing.has(name))
        this.logger.error(`The queue "${name}" cannot feed itself`, error as Error);
      this.failing.add(name);
      return false;
    }
  }
}

/** A period that nobody was there for brings one job, not one for each time it was missed. */
function firing({ name, definition, repeat }: Repeated, now: Date, plannedAt: Date): Firing {
  const payload = writePayload(definition, definition.repeatPayload ?? {});
  const job = { id: newId(), name, payload, uniqueKey: unfinished };
  return { job, nextAt: nextTime(repeat, now, plannedAt) };
}
