import { setTimeout as sleep } from 'node:timers/promises';
import { httpClient } from '@secureconnect/testing';
import { type Instance, type StormSystem } from '../../system/storm-system';
import { type Crew } from '../cast/crew';
import { Stage } from '../cast/stage';
import { judgeAnswer } from '../judge/judge-answer';
import { judgeReach } from '../judge/judge-reach';
import { type Counts, grown, readCounts } from '../judge/read-counts';
import { broken, type Verdict, worst } from '../judge/verdict';
import { type DeclaredOperation } from '../policies/declared-operation';
import { recipeFor } from '../recipes/recipe-book';
import { type Cell, type Column } from './cell';
import { bringForward } from './bring-forward';
import { inTurn } from './in-turn';
import { ModeLog } from './mode-log';
import { type Question, type Settled } from './question';
import { type Trial } from './trial';

const preparedAtOnce = 4;
const askedAtOnce = 6;
const noticedWithinMs = 15_000;
const wellWithinMs = 60_000;
/** What an answer sets in motion has so long to reach the methods it leads to. */
const settleMs = 2_500;

/** What is to be asked, of whom. */
export interface Scope {
  readonly system: StormSystem;
  readonly crew: Crew;
  readonly declared: readonly DeclaredOperation[];
  readonly say: (sentence: string) => void;
}

/** Makes everything ready, makes a fault, asks everything, ends the fault, and judges what was answered. */
export class TrialRun {
  private readonly begun = performance.now();
  private readonly modes: ModeLog;
  private readonly notes: string[] = [];

  constructor(
    private readonly scope: Scope,
    private readonly trial: Trial,
  ) {
    this.modes = new ModeLog(scope.system);
  }

  async run(forMs: number): Promise<Column> {
    const { say } = this.scope;
    const questions = await this.prepare();
    say(`${questions.length} asked`);
    // Where all is well, from the start of each instance on: some methods are called then, and never again.
    const before = this.trial.lacks === 'nothing' ? [] : await this.counts();
    this.modes.begin();
    const end = await this.trial.begin(this.scope.system, forMs);
    let settled: Settled[];
    let after: readonly Counts[];
    try {
      await this.noticed();
      if (this.trial.lacks !== 'postgres') await bringForward(this.scope.system);
      settled = await inTurn([...questions].reverse(), askedAtOnce, (question) => this.ask(question));
      await sleep(settleMs);
      after = await this.counts();
    } finally {
      await this.modes.end();
      await end();
    }
    for (const { asked } of questions) if (typeof asked !== 'string') asked.done?.();
    await this.well();
    return this.column(settled, before, after);
  }

  private get instances(): readonly Instance[] {
    return this.scope.system.instances;
  }

  private counts(): Promise<readonly Counts[]> {
    return Promise.all(this.instances.map(readCounts));
  }

  /** One operation after the other, at each instance of its service. */
  private prepare(): Promise<Question[]> {
    const clients = new Map(this.instances.map((at) => [at.name, httpClient(at.url)]));
    const all = this.scope.declared
      .filter(({ kind }) => kind !== 'provider')
      .flatMap((declared) =>
        this.instances
          .filter((at) => at.service === declared.service && this.trial.isAsked(at))
          .map((at) => ({ declared, at })),
      );
    return inTurn(all, preparedAtOnce, async ({ declared, at }) => {
      const client = clients.get(at.name) ?? httpClient(at.url);
      const recipe = recipeFor(declared);
      if (!recipe) return { declared, at, asked: 'nobody has said how it is called' };
      try {
        return { declared, at, asked: await recipe(new Stage(this.scope.crew, at, client)) };
      } catch (error) {
        return { declared, at, asked: `could not be made ready: ${(error as Error).message}` };
      }
    });
  }

  /** Resolves when those that are to notice the fault have; an outage that nobody notices is itself a finding. */
  private async noticed(): Promise<void> {
    const { system } = this.scope;
    const late = performance.now() + noticedWithinMs;
    const waited = system.instances
      .filter((instance) => this.trial.degrades(instance))
      .map(({ name }) => name);
    while (waited.length > 0) {
      const modes = await system.modes();
      const blind = system.instances.filter(
        ({ name }, place) => waited.includes(name) && modes[place] !== 'degraded',
      );
      if (blind.length === 0) return;
      if (performance.now() > late) {
        this.notes.push(
          `not noticed within ${noticedWithinMs / 1_000} s by ${blind.map(({ name }) => name).join(', ')}`,
        );
        return;
      }
      await sleep(50);
    }
  }

  /** Whoever is not well again some time after the fault is a finding, and so is what it does to those that follow. */
  private async well(): Promise<void> {
    const { system } = this.scope;
    try {
      await system.normal(wellWithinMs);
    } catch (error) {
      const modes = await system.modes();
      const unwell = system.instances.map(({ name }, place) => `${name} ${modes[place]}`);
      this.notes.push(`not well again: ${(error as Error).message} (${unwell.join(', ')})`);
    }
  }

  private async ask(question: Question): Promise<Settled> {
    const from = performance.now();
    const { asked } = question;
    try {
      const answer = typeof asked === 'string' ? asked : await asked.run();
      return { ...question, from, to: performance.now(), answer };
    } catch (error) {
      const answer = `no answer: ${(error as Error).message}`;
      return { ...question, from, to: performance.now(), answer };
    }
  }

  private column(settled: readonly Settled[], before: readonly Counts[], after: readonly Counts[]): Column {
    const { name: trial, does } = this.trial;
    const cells = this.scope.declared.map((declared): Cell => {
      const verdict =
        declared.kind === 'provider'
          ? this.reach(declared, before, after)
          : worst(settled.filter((one) => one.declared === declared).map((one) => this.judged(one)));
      return { declared, trial, ...verdict };
    });
    const times = cells.flatMap(({ ms }) => ms ?? []);
    return {
      ...{ trial, does, cells, notes: this.notes, asked: settled.length },
      ...{ lastedMs: performance.now() - this.begun, slowestMs: Math.max(0, ...times) },
      askedForMs: Math.max(...settled.map(({ to }) => to)) - Math.min(...settled.map(({ from }) => from)),
    };
  }

  private judged({ declared, at, asked, answer, from, to }: Settled): Verdict {
    if (typeof asked === 'string') return broken(asked);
    if (typeof answer === 'string') return broken(answer);
    const circumstances = { mode: this.modes.modeOf(at, from, to), lacks: this.trial.lacks };
    return judgeAnswer(declared, answer, asked, circumstances);
  }

  /** What both instances counted, taken together. */
  private reach(declared: DeclaredOperation, before: readonly Counts[], after: readonly Counts[]): Verdict {
    const { operation, service } = declared;
    const counted = this.instances.flatMap((instance, place) =>
      instance.service === service
        ? [grown(before[place]?.get(operation), after[place]?.get(operation))]
        : [],
    );
    const sum = (of: 'calls' | 'refusals') => counted.reduce((total, each) => total + each[of], 0);
    const reach = { calls: sum('calls'), refusals: sum('refusals') };
    return judgeReach(declared, reach, { mode: 'unclear', lacks: this.trial.lacks });
  }
}
