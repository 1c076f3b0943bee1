import { setTimeout as sleep } from 'node:timers/promises';
import { type AlertChange, alertInWords } from '../live/alert-change';
import { type AlertWatch } from '../live/alert-watch';
import { alertRules, forMs } from '../rules/alert-rules';

/** An alert that fired though all was well, or waited longer than its rule says. */
export interface QuietFinding {
  readonly text: string;
  readonly at: number;
}

/** A rule is looked at so seldom, and its alert seen later still. */
const lateMs = 15_000;

/** What the quiet showed. */
export interface QuietResult {
  readonly minutes: number;
  readonly changes: readonly AlertChange[];
  readonly findings: readonly QuietFinding[];
}

/** Resolves when nothing has been pending or firing for a moment: what was scraped first may be from before all were ready. */
export async function settled(watch: AlertWatch, forSoLongMs = 10_000, atMostMs = 180_000): Promise<void> {
  const deadline = Date.now() + atMostMs;
  let since = Date.now();
  while (Date.now() - since < forSoLongMs && Date.now() < deadline) {
    await sleep(500);
    if (watch.active.length > 0) since = Date.now();
  }
}

/** So many minutes in which nobody breaks anything. */
export async function keepQuiet(watch: AlertWatch, minutes: number): Promise<QuietResult> {
  const [first, began] = [watch.changes.length, Date.now()];
  const overdue = new Map<string, QuietFinding>();
  const rules = new Map(alertRules().map((rule) => [rule.alert, rule]));
  while (Date.now() - began < minutes * 60_000) {
    await sleep(1_000);
    for (const { alert, labels, state, since } of watch.active) {
      const most = forMs(rules.get(alert) ?? { alert }) + lateMs;
      if (state !== 'pending' || Date.now() - since <= most) continue;
      const text = `${alertInWords({ alert, labels })} is pending for longer than its rule says`;
      overdue.set(text, { text, at: since });
    }
  }
  const changes = watch.changes.slice(first);
  const fired = changes.filter(({ to }) => to === 'firing');
  return {
    ...{ minutes, changes },
    findings: [
      ...fired.map((change) => ({ text: `${alertInWords(change)} fired`, at: change.at })),
      ...overdue.values(),
    ],
  };
}
