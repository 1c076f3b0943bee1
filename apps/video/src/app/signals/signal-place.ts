/**
 * The place of a signal among those of one sender to one recipient. On the wire it is `leg.number`, as in `3.17`: the
 * signal with the higher leg is the later one, and of one leg that with the higher number; both are whole numbers, so
 * `3.17` comes after `3.9`, and `4.1` after both. Numbers of a leg begin with 1 and have no gaps.
 */
export interface SignalPlace {
  readonly leg: number;
  readonly number: number;
}

/** What an id on the wire looks like. */
export const signalIdPattern = /^\d{1,9}\.\d{1,15}$/;

/** As it is written on the wire. */
export const signalIdOf = ({ leg, number }: SignalPlace): string => `${leg}.${number}`;

/** As it is read from the wire. */
export function signalPlaceOf(id: string): SignalPlace {
  const [leg, number] = id.split('.').map(Number);
  return { leg: leg ?? 0, number: number ?? 0 };
}

/** Above zero: the first is later; zero: they are the same. */
export const comparePlaces = (one: SignalPlace, other: SignalPlace): number =>
  one.leg - other.leg || one.number - other.number;

/** The later of two, either of which may not be known. */
export const laterPlace = (one?: SignalPlace, other?: SignalPlace): SignalPlace | undefined =>
  one && other ? (comparePlaces(one, other) >= 0 ? one : other) : (one ?? other);
