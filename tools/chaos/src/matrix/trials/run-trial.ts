import { setTimeout as sleep } from 'node:timers/promises';
import { httpClient, type HttpClient } from '@secureconnect/testing';
import { type Instance, type StormSystem } from '../../system/storm-system';
import { type Crew } from '../cast/crew';
import { Stage } from '../cast/stage';
import { judgeAnswer } from '../judge/judge-answer';
import { judgeReach } from '../judge/judge-reach';
import { type Counts, grown, readCounts } from '../judge/read-counts';
import { broken, type Verdict, worst } from '../judge/verdict';
import { type DeclaredOperation } from '../policies/declared-operation';
import { recipeFor } from '../recipes/recipe-book';
import { whyNotReached } from '../report/not-reached';
import { type Cell, type Column, type Made } from './cell';
import { bringForward, letRingOut } from './bring-forward';
import { callUntilClosed } from './call-until-closed';
import { inTurn } from './in-turn';
import { ModeLog } from './mode-log';
import { type Question, type Settled } from './question';
import { type Trial } from './trial';

const preparedAtOnce = 4;
/** Who waits for a PostgreSQL that does not answer costs nobody a processor; half of them are fewer than a pool has room for. */
const [askedAtOnce, waitingAtOnce] = [6, 16];
/** Who asks nothing of Redis that it refuses notices by the next probe: ten seconds, a fifth more, and its deadline. */
const noticedWithinMs = 20_000;
const wellWithinMs = 60_000;
/** So long each question may take until all are answered, for a fault that ends by itself. */
const eachMs = 200;
/** What an answer sets in motion has so long to reach the methods it leads to. */
const settleMs = 2_500;

/** What is to be asked, of whom. */
export interface Scope {
  readonly system: StormSystem;
  readonly crew: Crew;
  readonly declared: readonly DeclaredOperation[];
  readonly maker: Made;
  readonly say: (sentence: string) => void;
}

/** Makes everything ready, makes a fault, asks everything, ends the fault, and judges what was answered. */
export class TrialRun {
  private readonly begun = performance.now();
  private readonly modes: ModeLog;
  private readonly notes: string[] = [];
  private readonly clients = new Map<string, HttpClient>();

  constructor(
    private readonly scope: Scope,
    private readonly trial: Trial,
  ) {
    this.modes = new ModeLog(scope.system.instances);
  }

  async run(forMs: number): Promise<Column> {
    const questions = await this.prepare();
    this.scope.say(`${this.trial.name}: ${questions.length} asked`);
    const preparedMs = performance.now() - this.begun;
    try {
      const { settled, before, after } = await this.struck(questions, forMs);
      await this.well();
      return { ...this.column(settled, before, after), preparedMs, made: this.scope.maker };
    } finally {
      for (const { asked } of questions) if (typeof asked !== 'string') asked.done?.();
      for (const client of this.clients.values()) client.close();
    }
  }

  /** Asks everything while the fault lasts. */
  private async struck(questions: readonly Question[], forMs: number) {
    // Where all is well, from the start of each instance on: some methods are called then, and never again.
    const before = this.trial.lacks === 'nothing' ? [] : await this.counts();
    this.modes.begin();
    try {
      const lasts = Math.max(forMs, questions.length * eachMs);
      const end = await this.trial.begin(this.scope.system, lasts);
      try {
        const settled = await this.askAll(questions);
        await this.lasted();
        return { settled, before, after: await this.counts() };
      } finally {
        await end();
      }
    } finally {
      await this.modes.end();
    }
  }

  private async askAll(questions: readonly Question[]): Promise<Settled[]> {
    const { recordIsAway } = this.trial;
    await this.noticed();
    if (!recordIsAway) await bringForward(this.scope.system);
    const atOnce = recordIsAway ? waitingAtOnce : askedAtOnce;
    const settled = await inTurn([...questions].reverse(), atOnce, (question) => this.ask(question));
    if (!recordIsAway) await letRingOut(this.scope.system);
    await sleep(settleMs);
    return settled;
  }

  private get instances(): readonly Instance[] {
    return this.scope.system.instances;
  }

  private clientOf({ name, url }: Instance): HttpClient {
    const client = this.clients.get(name) ?? httpClient(url);
    this.clients.set(name, client);
    return client;
  }

  private counts(): Promise<readonly Counts[]> {
    return Promise.all(this.instances.map(readCounts));
  }

  /** One operation after the other, at each instance of its service; what could not be made ready, once more. */
  private async prepare(): Promise<Question[]> {
    const all = this.scope.declared
      .filter(({ kind }) => kind !== 'provider')
      .flatMap((declared) =>
        this.instances
          .filter((at) => at.service === declared.service && this.trial.isAsked(at))
          .map((at) => ({ declared, at })),
      );
    const ready = ({ declared, at }: Pick<Question, 'declared' | 'at'>) => this.ready(declared, at);
    const first = await inTurn(all, preparedAtOnce, ready);
    return inTurn(first, preparedAtOnce, (one) =>
      typeof one.asked === 'string' ? ready(one) : Promise.resolve(one),
    );
  }

  private async ready(declared: DeclaredOperation, at: Instance): Promise<Question> {
    const recipe = recipeFor(declared);
    if (!recipe) return { declared, at, asked: 'nobody has said how it is called' };
    try {
      return { declared, at, asked: await recipe(new Stage(this.scope.crew, at, this.clientOf(at))) };
    } catch (error) {
      return { declared, at, asked: `could not be made ready: ${(error as Error).message}` };
    }
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

  /** What was over before everything was asked says nothing of what was asked then. */
  private async lasted(): Promise<void> {
    const { system } = this.scope;
    const modes = await system.modes();
    const well = system.instances.filter(
      (instance, place) => this.trial.degrades(instance) && modes[place] === 'normal',
    );
    if (well.length === 0) return;
    this.notes.push(`over before everything was asked: ${well.map(({ name }) => name).join(', ')} normal`);
  }

  /** Whoever is not well again some time after the fault is a finding, and so is what it does to those that follow. */
  private async well(): Promise<void> {
    const { system } = this.scope;
    try {
      const stageAt = (at: Instance) => new Stage(this.scope.crew, at, this.clientOf(at));
      await callUntilClosed(system.instances, stageAt, wellWithinMs);
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

  private column(settled: readonly Settled[], before: readonly Counts[], after: readonly Counts[]) {
    const { name: trial, does } = this.trial;
    const cells = this.scope.declared.map((declared): Cell => {
      const verdict =
        declared.kind === 'provider'
          ? this.reach(declared, before, after)
          : worst(settled.filter((one) => one.declared === declared).map((one) => this.judged(one)));
      return { declared, trial, ...verdict };
    });
    const times = cells.flatMap(({ ms }) => ms ?? []);
    const now = performance.now();
    const [first, last] = [settled.map(({ from }) => from), settled.map(({ to }) => to)];
    const [began, ended] = [Math.min(now, ...first), Math.max(this.begun, ...last)];
    return {
      ...{ trial, does, cells, notes: this.notes, asked: settled.length },
      ...{ lastedMs: now - this.begun, slowestMs: Math.max(0, ...times) },
      ...{ askedForMs: Math.max(0, ended - began), wellMs: now - ended },
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
    const verdict = judgeReach(declared, reach, { mode: 'unclear', lacks: this.trial.lacks });
    const why = verdict.outcome === 'not reached' ? whyNotReached(declared, this.trial) : undefined;
    return why === undefined ? verdict : { outcome: 'unreachable', said: why };
  }
}
