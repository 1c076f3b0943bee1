import { type Subject } from './subject';

/** What is written down of a step beside what every step has: ids, numbers, digests, never a secret. */
export type Facts = Readonly<Record<string, string | number | boolean | null>>;

/** One thing somebody asked for, and what came of it; times by `stormNow`, the clock of the one process all clients are in, in ms. */
export interface Step {
  readonly subject: Subject;
  /** In a word: `log-in`, `send`, `accept`. */
  readonly what: string;
  /** Who asked. */
  readonly actor: string;
  /** Which of the doors it was asked at: a gateway, or an instance asked directly. */
  readonly door: string;
  readonly begun: number;
  readonly ended: number;
  /** `unknown`: nobody can say whether it was done; both are lawful. */
  readonly outcome: 'done' | 'refused' | 'unknown';
  readonly status?: number;
  readonly code?: string;
  readonly facts: Facts;
}

/** Something somebody was told without asking. */
export interface Heard {
  readonly subject: Subject;
  readonly actor: string;
  readonly at: number;
  readonly event: string;
  readonly facts: Facts;
}

/** A fault that was made, from its beginning until what it struck was well again. */
export interface MadeFault {
  /** Its number in the plan. */
  readonly number: number;
  readonly name: string;
  /** What it struck: `redis`, `postgres`, `chat-1`, `gateway-0 to auth-1`. */
  readonly struck: string;
  readonly from: number;
  readonly to: number;
  /** Why it could not be made or ended as planned, where that was so. */
  readonly failed?: string;
}

/** A stretch of time in which the machine was too slow for all that ran on it, by what the kernel and the clock said. */
export interface Starved {
  readonly from: number;
  readonly to: number;
  readonly why: string;
}

/** What was found when all was well again and everybody had been asked for everything: `what` as in steps, by subject. */
export interface Found {
  readonly subject: Subject;
  readonly actor: string;
  readonly at: number;
  readonly what: string;
  readonly facts: Facts;
}

/** A process that ended unasked, an unhandled rejection, a log line too many: what no client sees. */
export interface Noticed {
  readonly at: number;
  readonly instance: string;
  readonly what: string;
}

/** All that happened in a storm; it is judged from this alone, so that a kept one can be judged again. */
export interface StormHistory {
  readonly seed: number;
  readonly began: number;
  readonly ended: number;
  readonly steps: readonly Step[];
  readonly heard: readonly Heard[];
  readonly faults: readonly MadeFault[];
  readonly found: readonly Found[];
  readonly noticed: readonly Noticed[];
  /** When all were well again after the last fault; undefined where they never were. */
  readonly calmFrom?: number;
  readonly starved?: readonly Starved[];
}
