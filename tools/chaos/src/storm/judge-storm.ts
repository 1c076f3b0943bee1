import { type Finding } from '../history/finding';
import { type StormHistory } from '../history/storm-history';
import { type Model } from '../models/model';
import { judgeSystem } from './judge-system';

/** Holds a history to all models, and to what is owed by every process; the earliest finding first. */
export function judgeStorm(history: StormHistory, models: readonly Model[]): Finding[] {
  const findings = [...judgeSystem(history), ...models.flatMap((model) => model.judge(history))];
  return findings.sort((one, other) => one.at - other.at);
}
