import { type Beside } from '../trial/judge-beside';
import { type QuietResult } from '../trial/quiet';
import { type AlertFigures } from '../trial/run-round';

/** What fired beside the faults of a round. */
export interface RoundBeside {
  /** The names of its faults. */
  readonly faults: readonly string[];
  readonly beside: readonly Beside[];
}

/** All that a run of the alerts has shown so far. */
export interface AlertsReport {
  readonly quiet: QuietResult | undefined;
  readonly figures: readonly AlertFigures[];
  readonly rounds: readonly RoundBeside[];
  readonly command: string;
  /** The machine, and how busy it was. */
  readonly machine: string;
}
