import {
  type Facts,
  type Found,
  type Heard,
  type MadeFault,
  type Step,
  type StormHistory,
} from '../history/storm-history';
import { type Model } from './model';

type Asked = Partial<Step> & Pick<Step, 'what'>;

/** A history written by hand: each step follows the one before, and takes ten milliseconds, unless said. */
export class MadeHistory implements StormHistory {
  readonly seed = 1;
  readonly began = 0;
  ended = 0;
  readonly steps: Step[] = [];
  readonly heard: Heard[] = [];
  readonly faults: MadeFault[] = [];
  readonly found: Found[] = [];
  readonly noticed = [];

  step(asked: Asked): this {
    const begun = asked.begun ?? this.ended + 1;
    const step: Step = {
      ...{ subject: 'sessions', actor: 'ada', door: 'gateway-0', facts: {} },
      ...{ begun, ended: begun + 10, outcome: 'done', ...asked },
    };
    this.steps.push(step);
    this.ended = Math.max(this.ended, step.ended);
    return this;
  }

  hear(event: string, facts: Facts, one: Partial<Heard> = {}): this {
    this.ended += 1;
    this.heard.push({ subject: 'messages', actor: 'ada/0', at: this.ended, event, facts, ...one });
    return this;
  }

  find(what: string, facts: Facts, one: Partial<Found> = {}): this {
    this.found.push({ subject: 'messages', actor: 'ada/0', at: this.ended, what, facts, ...one });
    return this;
  }

  struck(struck: string, from: number, to: number): this {
    this.faults.push({ number: this.faults.length, name: 'killed', struck, from, to });
    return this;
  }

  later(ms: number): this {
    this.ended += ms;
    return this;
  }
}

/** The words of what a model finds, each once. */
export const faultsOf = (model: Model, history: StormHistory): string[] => [
  ...new Set(model.judge(history).map(({ fault }) => fault)),
];
