import { type Finding } from '../history/finding';
import { type StormHistory } from '../history/storm-history';

/** What a storm comes to: nothing was found, something for certain, or only what a machine too slow may have done. */
export type Verdict = 'held' | 'found' | 'unsure';

/** Of all findings together. */
export function verdictOf(findings: readonly Finding[]): Verdict {
  if (findings.length === 0) return 'held';
  return findings.every(({ isUnsure }) => isUnsure) ? 'unsure' : 'found';
}

/** How many seconds of a storm the machine was too slow, and how many there were. */
export function starvedSeconds({ starved = [], began, ended }: StormHistory): readonly [number, number] {
  const within = starved.reduce(
    (sum, { from, to }) => sum + Math.max(0, Math.min(to, ended) - Math.max(from, began)),
    0,
  );
  return [within / 1_000, (ended - began) / 1_000];
}

/** The verdict in a few words, for the head of a report. */
export function verdictInWords(findings: readonly Finding[]): string {
  const sure = findings.filter(({ isUnsure }) => !isUnsure).length;
  const unsure = findings.length - sure;
  if (findings.length === 0) return 'Everything held';
  const beside = unsure > 0 ? `${unsure} unsure, for the machine was too slow` : '';
  return sure > 0
    ? [`FOUND ${sure}`, beside].filter(Boolean).join('; ')
    : `Unsure: ${beside.replace(' unsure', '')}`;
}
