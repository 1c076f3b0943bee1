import { type Surroundings } from './surroundings/surroundings';

/** What a figure counts. Of `/s` and `ratio` more is better, of all others less. */
export type Unit = 'ratio' | '/s' | 'ns' | 'us' | 'ms' | 's' | 'MiB' | 'count';

/** Where a figure must stay. In `ratio` it is ours divided by the first peer, else ours itself in its own unit. */
export interface Bar {
  readonly kind: 'at-least' | 'at-most';
  readonly value: number;
  readonly unit: Unit;
}

/** One measured number, beside what peers reached in the same run. */
export interface Figure {
  /** Unique within its benchmark. */
  readonly name: string;
  readonly unit: Unit;
  readonly ours: number;
  /** How far the middle half of the rounds reaches to either side, as a part of `ours`. */
  readonly spread?: number;
  /** By name; the first is the one a bar in `ratio` is about. */
  readonly peers?: Readonly<Record<string, number>>;
  /** False where a ratio to peers says nothing, or where a value may be 0. */
  readonly ratios?: boolean;
  /** Instead of the benchmark's own bar; null: none. */
  readonly bar?: Bar | null;
}

/** What a run offers to each of its benchmarks. */
export interface BenchmarkContext {
  /** Fewer and shorter rounds: shows that it works, not how fast. */
  readonly quick: boolean;
  /** Says what is being done now. */
  readonly progress: (step: string) => void;
  /** The built services and peers among real servers; made at the first call, shared, ended with the run. */
  readonly surroundings: () => Promise<Surroundings>;
}

/** Something that is measured against something else, side by side in one run. */
export interface Benchmark {
  /** For `--only`: kebab-case. */
  readonly name: string;
  /** What is measured, in a phrase. */
  readonly what: string;
  /** What it is measured against, in a phrase. */
  readonly peer: string;
  readonly bar?: Bar;
  /** Measures; throws rather than give a figure it does not believe in. */
  run(context: BenchmarkContext): Promise<Figure[]>;
}
