import { type AlertFault } from '../faults/alert-fault';
import { type AlertChange, alertInWords } from '../live/alert-change';

/** An alert that fired and that none of the faults is there for. */
export interface Beside {
  readonly alert: string;
  /** With its labels. */
  readonly text: string;
  /** Why a fault brings it with it; undefined: nobody has said so. */
  readonly why: string | undefined;
}

/** What fired beside what the faults are there for, each name once. */
export function judgeBeside(
  changes: readonly AlertChange[],
  faults: readonly AlertFault[],
): readonly Beside[] {
  const expected = new Set(faults.flatMap(({ fires }) => fires));
  const fired = changes.filter(({ to, alert }) => to === 'firing' && !expected.has(alert));
  const first = fired.filter(({ alert }, at) => fired.findIndex((one) => one.alert === alert) === at);
  return first.map((change) => ({
    alert: change.alert,
    text: alertInWords(change),
    why: faults.flatMap(({ beside = {} }) => beside[change.alert] ?? [])[0],
  }));
}
