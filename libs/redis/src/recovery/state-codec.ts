/** How a state is written down. One state has one text, so that equal texts are equal states. */
export interface StateCodec<S> {
  encode(state: S): string;
  /** Throws on a text that is no state. */
  decode(text: string): S;
}

/** JSON never begins with it. */
const mapMark = 'm';

/**
 * States as the merge rules have them: JSON, or a Map of JSON, whose keys are put in order. A Map further inside is
 * refused, for JSON would silently lose it.
 */
export const jsonCodec: StateCodec<unknown> = {
  encode(state) {
    if (!(state instanceof Map)) return plain(state);
    const entries = [...(state as ReadonlyMap<string, unknown>)];
    if (entries.length > 1) entries.sort(([one], [other]) => (one < other ? -1 : 1));
    return mapMark + plain(entries);
  },
  decode(text) {
    if (!text.startsWith(mapMark)) return JSON.parse(text) as unknown;
    return new Map(JSON.parse(text.slice(1)) as [string, unknown][]);
  },
};

/** Looked for beforehand: a replacer would double the time. */
function plain(value: unknown): string {
  if (holdsMap(value)) throw new TypeError('a Map or Set inside a state needs a codec of its own');
  return JSON.stringify(value);
}

function holdsMap(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (value instanceof Map || value instanceof Set) return true;
  const parts = value as Record<string, unknown>;
  for (const name in parts) if (holdsMap(parts[name])) return true;
  return false;
}
