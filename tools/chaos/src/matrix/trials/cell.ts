import { type Verdict } from '../judge/verdict';
import { type DeclaredOperation } from '../policies/declared-operation';

/** What became of one operation under one fault, at all instances that were asked. */
export interface Cell extends Verdict {
  readonly declared: DeclaredOperation;
  readonly trial: string;
}

/** By whom and when a column was made: a table may be made in pieces. */
export interface Made {
  /** `2026-11-22`. */
  readonly on: string;
  /** What was typed. */
  readonly command: string;
  readonly machine: string;
}

/** A column of the table. */
export interface Column {
  readonly trial: string;
  readonly does: string;
  readonly cells: readonly Cell[];
  /** What was found of the fault as a whole: an outage that nobody noticed. */
  readonly notes: readonly string[];
  readonly asked: number;
  readonly lastedMs: number;
  readonly slowestMs: number;
  /** Until everything was ready to be asked. */
  readonly preparedMs: number;
  /** From the first question until the last answer. */
  readonly askedForMs: number;
  /** From the last answer until the fault was ended and all were well again. */
  readonly wellMs: number;
  readonly made: Made;
}
