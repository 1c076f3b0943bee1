import { setTimeout as sleep } from 'node:timers/promises';
import { type PolicyTexts } from './cast/policy-texts';
import { Cast } from './cast/cast';
import { DrillError } from './drill.error';
import { type Fault } from './faults/fault';
import { GiveBack } from './faults/give-back';
import { RedisUnderTest } from './faults/redis-under-test';
import { inTime } from './in-time';
import { type Check } from './judge/check';
import { judgeKept } from './judge/judge-kept';
import { judgeMeanwhile } from './judge/judge-meanwhile';
import { judgeModes, type Outage } from './judge/judge-modes';
import { judgeTestimony } from './judge/judge-testimony';
import { judgeTraffic } from './judge/judge-traffic';
import { type Outcome } from './operations/operation';
import { operations } from './operations/operations';
import { perform } from './operations/perform';
import { type Phase } from './phase';
import { type RunningSystem } from './system/running-system';
import { timeLeft } from './time-left';
import { type DrillView } from './view/drill-view';
import { ModeWatch, type Sighting } from './watch/mode-watch';
import { type Beat, Pulse } from './watch/pulse';
import { Witness } from './watch/witness';

const beginWithinMs = 50_000;
const wholeWithinMs = 20_000;
/** By when a phase, and at last what is left, is to be over, whatever hangs: a drill is over in two minutes. */
const overBy = { before: 40_000, during: 70_000, after: 105_000, end: 115_000 } as const;
const patienceMs = 15_000;
/** How long the fault lasts beyond what is done in it. */
const lingerMs = 2_000;

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
  private meanwhile: readonly Check[] = [];
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
      Cast.assemble(this.system.services.gateway, (sentence) => this.view.said(sentence)),
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
    const witness = new Witness(this.system, cast, token);
    await witness.begin();
    const pulse = new Pulse(cast, token, this.elapsed, this.ending);
    this.view.watch(this.modes, pulse.beats);
    pulse.begin();
    let outage: Outage;
    try {
      await this.phase(cast, 'before');
      outage = await this.outage(cast, witness);
      await this.phase(cast, 'after');
      await witness.look('after');
    } finally {
      await pulse.end();
    }
    const { fault, began, outcomes, declared } = this;
    const { beats } = pulse;
    const checks = await this.judge(cast, witness, outage, beats);
    const { sightings } = this.modes;
    const lasted = this.elapsed();
    return { fault, began, lasted, outage, outcomes, checks, sightings, beats, declared };
  }

  private async judge(
    cast: Cast,
    witness: Witness,
    outage: Outage,
    beats: readonly Beat[],
  ): Promise<Check[]> {
    const checks = [
      ...judgeModes(this.fault, outage, this.modes.sightings),
      ...judgeTestimony(this.fault, await witness.testimony()),
      judgeTraffic(beats),
      ...(await this.kept(cast, 'end')),
      judgeMeanwhile(this.meanwhile),
    ];
    checks.forEach((check) => this.view.checked(check));
    return checks;
  }

  private kept(cast: Cast, by: keyof typeof overBy): Promise<Check[]> {
    return judgeKept(cast, this.ending, () => timeLeft(this.elapsed(), overBy[by], patienceMs));
  }

  /** The fault begins, everything is done at once, and whatever happened the fault is ended. */
  private async outage(cast: Cast, witness: Witness): Promise<Outage> {
    const redis = new RedisUnderTest(this.system.redis);
    const from = this.elapsed();
    const back = new GiveBack();
    try {
      await this.fault.begin(redis, back).catch(notTaken);
      this.view.said(`Redis is ${this.fault.says}`);
      await this.phase(cast, 'during');
      this.meanwhile = await this.kept(cast, 'during');
      await this.pause(lingerMs);
      await witness.look('during');
    } finally {
      await back.all();
    }
    const until = this.elapsed();
    this.view.said(`Redis ${this.fault.ends}`);
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

  private async inTime<T>(what: string, run: () => Promise<T>): Promise<T> {
    try {
      return await inTime(what, run, this.ending, beginWithinMs);
    } catch (cause) {
      throw cause instanceof DrillError
        ? cause
        : new DrillError(`${what} failed: ${String(cause)}`, { cause });
    }
  }

  // Where the drill is ended meanwhile this throws, and whatever was taken away is given back on the way out.
  private async phase(cast: Cast, phase: Phase): Promise<void> {
    for (const operation of operations) {
      this.view.begins(operation, phase);
      const patience = timeLeft(this.elapsed(), overBy[phase], patienceMs);
      const outcome = await perform(operation, cast, phase, this.elapsed, this.ending, patience);
      this.outcomes.push(outcome);
      this.view.did(outcome);
    }
  }
}

function notTaken(cause: unknown): never {
  throw new DrillError(`Redis could not be taken away: ${String(cause)}`, { cause });
}
