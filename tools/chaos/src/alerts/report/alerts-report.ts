import { type AlertFault } from '../faults/alert-fault';
import { type QuietResult } from '../trial/keep-quiet';
import { type RoundResult } from '../trial/run-round';

/** All that a run of the alerts showed. */
export interface AlertsReport {
  readonly quiet: QuietResult | undefined;
  readonly rounds: readonly { readonly faults: readonly AlertFault[]; readonly result: RoundResult }[];
  readonly command: string;
  readonly machine: string;
}
