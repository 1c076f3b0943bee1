import { type Dice } from '@secureconnect/testing';
import { type Found, type Heard, type Step } from '../history/storm-history';
import { type StormSystem } from '../system/storm-system';

/** People who do everything at once for as long as a storm lasts. */
export interface Traffic {
  readonly steps: readonly Step[];
  readonly heard: readonly Heard[];
  /** What kept somebody from going on: an error of theirs, with where it was. */
  readonly failures: readonly string[];
  /** So many of each subject so far, for the view: `messages 1,204`. */
  counts(): Readonly<Record<string, number>>;
  /** Nobody begins anything more; all that is under way ends, everything is asked for once more. */
  end(): Promise<readonly Found[]>;
}

/** Who is in a storm, and how busy. */
export interface TrafficOptions {
  readonly system: StormSystem;
  readonly dice: Dice;
  /** How many people. */
  readonly people: number;
  /** Between two steps of one person, on the mean. */
  readonly pauseMs: number;
}

/** What a storm calls to have people: `startTraffic` of start-traffic.ts; resolves when all are signed in and busy. */
export type StartTraffic = (options: TrafficOptions) => Promise<Traffic>;
