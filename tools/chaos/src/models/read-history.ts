import { type Finding } from '../history/finding';
import { type Facts, type Found, type Heard, type Step, type StormHistory } from '../history/storm-history';

/** A step with its number in the history, by which findings name it. */
export interface NumberedStep extends Step {
  readonly number: number;
}

/** The steps with one of these words, in the order of their answers. */
export const stepsOf = ({ steps }: StormHistory, ...words: readonly string[]): NumberedStep[] =>
  steps.flatMap((step, number) => (words.includes(step.what) ? [{ ...step, number }] : []));

/** What was found with this word when all was well again. */
export const foundOf = ({ found }: StormHistory, word: string): Found[] =>
  found.filter(({ what }) => what === word);

/** What was told by this name. */
export const heardOf = ({ heard }: StormHistory, ...events: readonly string[]): Heard[] =>
  heard.filter(({ event }) => events.includes(event));

/** A fact as text; empty where it was not written down. */
export const textOf = ({ facts }: { readonly facts: Facts }, name: string): string =>
  String(facts[name] ?? '');

/** A fact as a number; NaN where it was not written down, with which no comparison holds. */
export const numberOf = ({ facts }: { readonly facts: Facts }, name: string): number =>
  Number(facts[name] ?? NaN);

/** By what they have in common, each in the order it had. */
export function grouped<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}

/** In a line: who asked for what where, and what came of it. */
export const said = ({ what, actor, door, status, code, outcome }: Step): string =>
  `${actor}: ${what} at ${door}, ${[status, code].filter((part) => part !== undefined).join(' ') || outcome}`;

/** A finding that steps show. */
export const shownBy = (
  subject: Finding['subject'],
  fault: string,
  what: string,
  ...steps: readonly NumberedStep[]
): Finding => ({
  ...{ subject, fault, what, at: steps.at(-1)?.ended ?? 0 },
  steps: steps.map(({ number }) => number),
});

/** A finding of what was told, or found at the end; with the steps it contradicts. */
export const seenAt = (
  subject: Finding['subject'],
  fault: string,
  what: string,
  at: number,
  ...steps: readonly NumberedStep[]
): Finding => ({ ...{ subject, fault, what, at }, steps: steps.map(({ number }) => number) });
