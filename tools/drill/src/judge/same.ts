import { DrillError } from '../drill.error';

/** A message that was acknowledged or found: which, in which place, and what it says. */
export interface Told {
  readonly id: string;
  readonly seq: number;
  readonly text: string;
}

/** The ids in the order of the conversation. */
export const inOrder = (messages: readonly Told[]): string[] =>
  [...messages].sort((a, b) => a.seq - b.seq).map(({ id }) => id);

/** Throws unless exactly those that were asked for are found, each once, in the same order. */
export function expectSame(what: string, asked: readonly string[], found: readonly string[]): void {
  const missing = asked.filter((id) => !found.includes(id)).length;
  if (missing > 0) throw new DrillError(`${missing} of ${asked.length} were not ${what}`);
  if (found.length !== asked.length)
    throw new DrillError(`${found.length - asked.length} were ${what} twice`);
  if (asked.some((id, place) => id !== found[place]))
    throw new DrillError(`they were ${what} in another order`);
}

/** Throws where one found says something else, or the same under another id: each text is said once in a drill. */
export function expectTexts(told: readonly Told[], found: ReadonlyMap<string, string>): void {
  const other = told.filter(({ id, text }) => found.get(id) !== text).length;
  if (other > 0) throw new DrillError(`${other} of ${told.length} say something else`);
  const twice = found.size - new Set(found.values()).size;
  if (twice > 0) throw new DrillError(`${twice} were stored twice, under other ids`);
}

/** How many there are; throws where there is none, since nothing was asked then. */
export function counted(things: readonly unknown[], name: string): string {
  if (things.length === 0) throw new DrillError(`there is no ${name} to ask for`);
  return `${things.length} ${name}${things.length === 1 ? '' : 's'}`;
}
