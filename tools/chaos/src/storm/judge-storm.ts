import { type Finding } from '../history/finding';
import { type StormHistory } from '../history/storm-history';
import { type Model } from '../models/model';
import { judgeExercise } from './judge-exercise';
import { judgeSystem } from './judge-system';

/** What is nothing but slowness. That an answer was wrong, a thing lost or a request never answered is none of these. */
const ofSlowness: ReadonlySet<string> = new Set([
  ...['settled-late', 'unanswered', 'refused-in-quiet', 'not-normal-again', 'not-started'],
]);
/** What a starved stretch held up may be told so much later. */
const afterMs = 20_000;

/** Holds a history to all models, to what is owed by every process, and to having tried anything; the earliest finding first. */
export function judgeStorm(history: StormHistory, models: readonly Model[]): Finding[] {
  const ofModels = models.flatMap((model) => model.judge(history));
  const findings = [...judgeSystem(history), ...judgeExercise(history), ...ofModels];
  return findings
    .map((finding) => (isOfMachine(finding, history) ? { ...finding, isUnsure: true as const } : finding))
    .sort((one, other) => one.at - other.at);
}

function isOfMachine({ subject, fault, at, steps }: Finding, history: StormHistory): boolean {
  if (subject !== 'system' || !ofSlowness.has(fault)) return false;
  const since = Math.min(at, ...steps.map((step) => history.steps[step]?.begun ?? at));
  return (history.starved ?? []).some(({ from, to }) => from <= at && to + afterMs >= since);
}
