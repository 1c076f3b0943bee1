import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Dice } from '@secureconnect/testing';
import { type Found } from '../history/storm-history';
import { Accounts } from './accounts';
import { Calling } from './calling';
import { ComingAndGoing } from './coming-and-going';
import { Crowd } from './crowd';
import { Filing } from './filing';
import { Guessing } from './guessing';
import { Hammering } from './hammering';
import { type Pastime } from './pastime';
import { Registering } from './registering';
import { SignIns } from './sign-ins';
import { Stage } from './stage';
import { StormRecord } from './storm-record';
import { Talking } from './talking';
import { type StartTraffic, type Traffic, type TrafficOptions } from './traffic';
import { Watching } from './watching';

/** After the end of a storm, whatever is not answered by then never will be. */
const settlesWithinMs = 90_000;

/** Signs everybody in, and has them do everything at once until `end`. */
export const startTraffic: StartTraffic = async (options) => {
  const { system, people, dice } = options;
  const password = randomBytes(18).toString('base64url');
  const stage = new Stage(system, new StormRecord(), password);
  const makers = await Accounts.of(system.postgres, password);
  const crowd = new Crowd(stage, makers, people);
  await crowd.gather();
  const pastimes: readonly Pastime[] = [
    new SignIns(stage, makers, Math.max(1, Math.floor(people / 2))),
    ...[new Guessing(stage, makers), new Hammering(stage, makers), new Registering(stage, makers)],
    ...[new Talking(stage, crowd), new ComingAndGoing(stage, crowd), new Watching(stage, crowd)],
    ...[new Calling(stage, crowd), new Filing(stage, crowd)],
  ];
  for (const pastime of pastimes) await pastime.begin(dice);
  return new Pastimes(stage, crowd, pastimes, options);
};

class Pastimes implements Traffic {
  private readonly loops: Promise<void>[];
  readonly failures: string[] = [];

  constructor(
    private readonly stage: Stage,
    private readonly crowd: Crowd,
    private readonly pastimes: readonly Pastime[],
    { dice, pauseMs }: TrafficOptions,
  ) {
    this.loops = pastimes.flatMap((pastime) =>
      Array.from({ length: pastime.loops }, (_, loop) =>
        this.run(pastime, loop, new Dice(dice.below(1e9)), pauseMs * pastime.slowness),
      ),
    );
  }

  get steps() {
    return this.stage.record.steps;
  }

  get heard() {
    return this.stage.record.heard;
  }

  counts() {
    return this.stage.record.counts();
  }

  async end(): Promise<readonly Found[]> {
    const { stage, crowd } = this;
    stage.end();
    await Promise.race([Promise.all(this.loops), sleep(settlesWithinMs, undefined, { ref: false })]);
    stage.record.giveUp();
    const ends = this.pastimes.map((pastime) => pastime.end().catch((error: unknown) => this.failed(error)));
    const found = (await Promise.all(ends)).flat();
    await crowd.leave();
    stage.close();
    return found;
  }

  private async run(pastime: Pastime, loop: number, dice: Dice, pauseMs: number): Promise<void> {
    try {
      while (!this.stage.over) {
        await this.stage.pause(dice.between(0, 2 * pauseMs));
        if (!this.stage.over) await pastime.step(dice, loop);
      }
    } catch (error) {
      this.failed(error);
    }
  }

  /** A bug of these people: the others go on, and what they did is judged all the same. */
  private failed(error: unknown): readonly Found[] {
    this.failures.push(String((error as Error).stack ?? error));
    return [];
  }
}
