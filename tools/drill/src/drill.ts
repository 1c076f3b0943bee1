import { setTimeout as sleep } from 'node:timers/promises';
import { type PolicyTexts } from './cast/policy-texts';
import { Cast } from './cast/cast';
import { type Fault } from './faults/fault';
import { GiveBack } from './faults/give-back';
import { RedisUnderTest } from './faults/redis-under-test';
import { inTime } from './in-time';
import { type Check } from './judge/check';
import { judgeKept } from './judge/judge-kept';
import { judgeModes, type Outage } from './judge/judge-modes';
import { judgeTraffic } from './judge/judge-traffic';
import { type Outcome } from './operations/operation';
import { operations } from './operations/operations';
import { perform } from './operations/perform';
import { type Phase } from './phase';
import { type RunningSystem } from './system/running-system';
import { type DrillView } from './view/drill-view';
import { ModeWatch, type Sighting } from './watch/mode-watch';
import { type Beat, Pulse } from './watch/pulse';

const beginWithinMs = 60_000;
const wholeWithinMs = 20_000;
/** How long the fault lasts beyond what is done in it. */
const lingerMs = 3_000;

/** All that a drill saw. */
export interface DrillResult {
  readonly fault: Fault;
  readonly began: Date;
  readonly lasted: number;
  readonly outage: Outage;
  readonly outcomes: readonly Outcome[];
  readonly checks: readonly Check[];
  readonly sightings: readonly Sighting[];
  readonly beats: readonly Beat[];
  readonly declared: PolicyTexts;
}

/** Does everything, takes Redis away, does everything again, gives it back, and does everything once more. */
export class Drill {
  private began = new Date();
  private origin = performance.now();
  private readonly outcomes: Outcome[] = [];
  private readonly modes: ModeWatch;

  constructor(
    private readonly system: RunningSystem,
    private readonly fault: Fault,
    private readonly view: DrillView,
    private readonly declared: PolicyTexts,
    private readonly ending: AbortSignal,
  ) {
    this.modes = new ModeWatch(system.services, this.elapsed);
  }

  async run(): Promise<DrillResult> {
    const cast = await this.inTime('Bringing two people together', () =>
      Cast.assemble(this.system.services.gateway),
    );
    [this.began, this.origin] = [new Date(), performance.now()];
    await this.modes.begin();
    try {
      return await this.play(cast);
    } finally {
      this.modes.end();
      await cast.leave();
    }
  }

  private readonly elapsed = (): number => performance.now() - this.origin;

  private async play(cast: Cast): Promise<DrillResult> {
    const token = (await this.inTime('The first login', () => cast.ada.logIn()))?.access ?? '';
    const pulse = new Pulse(cast, token, this.elapsed);
    this.view.watch(this.modes, pulse.beats);
    pulse.begin();
    let outage: Outage;
    try {
      await this.phase(cast, 'before');
      outage = await this.outage(cast);
      await this.phase(cast, 'after');
    } finally {
      await pulse.end();
    }
    const { sightings } = this.modes;
    const checks = [
      ...judgeModes(this.fault, outage, sightings),
      judgeTraffic(pulse.beats),
      ...(await judgeKept(cast, this.ending)),
    ];
    checks.forEach((check) => this.view.checked(check));
    const { fault, began, outcomes, declared } = this;
    return {
      ...{ fault, began, outage, outcomes, checks, sightings, declared },
      lasted: this.elapsed(),
      beats: pulse.beats,
    };
  }

  /** The fault begins, everything is done at once, and whatever happened the fault is ended. */
  private async outage(cast: Cast): Promise<Outage> {
    const redis = new RedisUnderTest(this.system.redis);
    const from = this.elapsed();
    const back = new GiveBack();
    try {
      await this.fault.begin(redis, back);
      this.view.said(`Redis is ${this.fault.says}`);
      await this.phase(cast, 'during');
      await this.pause(lingerMs);
    } finally {
      await back.all();
    }
    const until = this.elapsed();
    this.view.said('Redis is given back');
    return { from, until, whole: await this.whole() };
  }

  private async whole(): Promise<number | undefined> {
    const deadline = Date.now() + wholeWithinMs;
    while (Date.now() < deadline) {
      if (this.modes.areAll('normal')) return this.elapsed();
      await this.pause(50);
    }
    return undefined;
  }

  private async pause(ms: number): Promise<void> {
    await sleep(ms, undefined, { signal: this.ending }).catch(() => this.ending.throwIfAborted());
  }

  private inTime<T>(what: string, run: () => Promise<T>): Promise<T> {
    return inTime(what, run, this.ending, beginWithinMs);
  }

  // Where the drill is ended meanwhile this throws, and whatever was taken away is given back on the way out.
  private async phase(cast: Cast, phase: Phase): Promise<void> {
    for (const operation of operations) {
      this.view.begins(operation, phase);
      const outcome = await perform(operation, cast, phase, this.elapsed, this.ending);
      this.outcomes.push(outcome);
      this.view.did(outcome);
    }
  }
}
