import { setTimeout as sleep } from 'node:timers/promises';
import { Dice } from '@secureconnect/testing';
import { type KeptStorm } from '../history/kept-storm';
import { stormNow } from '../history/storm-clock';
import { type Noticed, type StormHistory } from '../history/storm-history';
import { type Model } from '../models/model';
import { StartedSystem } from '../system/start-system';
import { type StartTraffic, type Traffic } from '../traffic/traffic';
import { DeathWatch } from './death-watch';
import { FaultMaker } from './fault-maker';
import { judgeStorm } from './judge-storm';
import { logFloods } from './log-floods';
import { LogWatch } from './log-watch';
import { MachineWatch } from './machine-watch';
import { memoryBeyond } from './memory-bound';
import { ModeWatch } from './mode-watch';
import { type StormPlan } from './storm-plan';
import { type StormView } from './storm-view';
import { StormError } from './storm.error';

/** What a storm is held with. */
export interface StormSurroundings {
  readonly startTraffic: StartTraffic;
  readonly models: readonly Model[];
  readonly view: StormView;
}

const viewEveryMs = 1_000;
/** After the last fault all must be well again. So long they are waited for, that the end can be judged … */
const normalWithinMs = 120_000;
/** … and so long it may take: a probe's pause at its longest, a breaker's, and a start on a machine that eleven share. */
const slowAfterMs = 30_000;
/** Whoever was asked when the last instance came back may still have the old answer. */
const settlesMs = 2_000;
const endWithinMs = 300_000;

class Storm {
  private readonly noticed: Noticed[] = [];
  private readonly notice = (noticed: Noticed): void => {
    this.noticed.push(noticed);
    this.surroundings.view.noticed(noticed);
  };

  constructor(
    private readonly plan: StormPlan,
    private readonly surroundings: StormSurroundings,
    private readonly system: StartedSystem,
  ) {}

  async hold(): Promise<KeptStorm> {
    const { system, plan, surroundings, notice } = this;
    const modes = new ModeWatch(system);
    const logs = new LogWatch(system.instances, notice);
    const deaths = new DeathWatch(system.instances, notice);
    const machine = new MachineWatch(system.instances);
    try {
      surroundings.view.said(`${plan.people} people come`);
      const dice = new Dice(plan.seed + 1);
      const { people, pauseMs } = plan;
      const traffic = await surroundings.startTraffic({ system, dice, people, pauseMs });
      const history = await this.goThrough(traffic, modes);
      await Promise.all([logs.end(), modes.end()]);
      const noticed = [
        ...this.noticed,
        ...logFloods(
          logs.lines.filter(({ at }) => at >= history.began),
          history.faults,
        ),
        ...memoryBeyond(modes.memory, history.ended),
      ];
      const whole = { ...history, noticed, starved: machine.end() };
      surroundings.view.said('all of it is judged');
      const findings = judgeStorm(whole, surroundings.models);
      const memory = Object.fromEntries(modes.memory);
      return { plan, history: whole, modes: modes.samples, memory, findings };
    } finally {
      deaths.end();
      machine.end();
      await Promise.all([logs.end(), modes.end()]);
    }
  }

  private async goThrough(traffic: Traffic, modes: ModeWatch): Promise<StormHistory> {
    const { plan, system } = this;
    const { view } = this.surroundings;
    const began = stormNow();
    view.begins(plan);
    const instances = system.shape.instances;
    const show = () =>
      view.now({ elapsedMs: stormNow() - began, counts: traffic.counts(), modes: modes.latest, instances });
    const showing = setInterval(show, viewEveryMs);
    try {
      const maker = new FaultMaker(system, view);
      await Promise.all([maker.makeAll(plan.faults, began), sleep(plan.lastsMs)]);
      view.said('no more faults: everybody is to be well again');
      const calmFrom = await this.awaitNormal();
      view.said('nobody begins anything more: all is asked for once more');
      const found = await inTime(
        traffic.end(),
        endWithinMs + plan.lastsMs / 4,
        'The people of the storm did not come to an end',
      );
      for (const failure of traffic.failures)
        this.notice({ at: stormNow(), instance: 'the people', what: `people-failed: ${failure}` });
      const { steps, heard } = traffic;
      const faults = maker.made.sort((one, other) => one.from - other.from);
      return {
        seed: plan.seed,
        began,
        ended: stormNow(),
        steps,
        heard,
        faults,
        found,
        noticed: [],
        ...calmFrom,
      };
    } finally {
      clearInterval(showing);
    }
  }

  /** Since when all have been well, where they came to be. */
  private async awaitNormal(): Promise<{ calmFrom?: number }> {
    const began = stormNow();
    try {
      await this.system.normal(normalWithinMs);
      if (stormNow() - began > slowAfterMs) this.notNormal('all', stormNow() - began);
      return { calmFrom: stormNow() + settlesMs };
    } catch {
      // That is a finding, and what was lost by it others will say.
      const modes = await this.system.modes();
      const away = this.system.instances.filter((_, index) => modes[index] !== 'normal');
      const names = away.map(({ name }) => name).join(', ') || 'an instance';
      this.notNormal(names, normalWithinMs);
      return {};
    }
  }

  private notNormal(instance: string, ms: number): void {
    const what = `not-normal-again: took ${Math.round(ms / 1_000)} s and more to be normal and ready after the last fault`;
    this.notice({ at: stormNow(), instance, what });
  }
}

async function inTime<T>(promise: Promise<T>, ms: number, what: string): Promise<T> {
  const late = new AbortController();
  const wait = sleep(ms, undefined, { signal: late.signal }).then(() => {
    throw new StormError(`${what} within ${ms / 1_000} s.`);
  });
  wait.catch(() => undefined); // Called off, since the other one was first.
  return Promise.race([promise, wait]).finally(() => late.abort()) as Promise<T>;
}

/** Holds a storm on a system of its own, from beginning to end, and judges it. */
export async function runStorm(plan: StormPlan, surroundings: StormSurroundings): Promise<KeptStorm> {
  surroundings.view.said(`the system starts: two instances of each service, Redis ${plan.form}`);
  const system = await StartedSystem.start({ form: plan.form });
  try {
    return await new Storm(plan, surroundings, system).hold();
  } finally {
    await system.close();
  }
}
