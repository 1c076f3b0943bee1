import { type FlatMark } from '../redis/write-scripts';

/** What one instance added in one life of a key. */
export interface AddedLine {
  readonly count: number;
  /** Of 64 bits, so a text. */
  readonly sum: string;
}

/** What a mark in Redis says of its key. */
export interface Mark {
  readonly life: string;
  readonly at: string;
  readonly expiry: string;
  readonly fields: ReadonlyMap<string, string>;
  /** By life and origin. */
  readonly lines: ReadonlyMap<string, AddedLine>;
  /** Additions heard, by origin. */
  readonly heard: readonly (readonly [origin: string, list: string])[];
}

/** A mark as the scripts tell it. */
export function readMark(flat: FlatMark): Mark {
  const all = new Map<string, string>();
  for (let at = 0; at + 1 < flat.length; at += 2) all.set(flat[at] as string, flat[at + 1] as string);
  const of = (kind: string) =>
    [...all].flatMap(([name, value]): [string, string][] =>
      name.startsWith(kind) ? [[name.slice(1), value]] : [],
    );
  const lines = of('c').map(([line, count]): [string, AddedLine] => {
    return [line, { count: Number(count), sum: all.get(`s${line}`) ?? '0' }];
  });
  return {
    life: all.get('i') ?? '',
    at: all.get('at') ?? '',
    expiry: all.get('e') ?? '',
    fields: new Map(of('f')),
    lines: new Map(lines),
    heard: of('n'),
  };
}
