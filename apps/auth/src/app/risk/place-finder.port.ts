import { type Place } from './sighting';

/** What a database of places says of itself. */
export interface PlaceDatabase {
  readonly databaseType: string;
  readonly buildEpoch: Date;
}

/** Knows where addresses are; without I/O, for every login and every refresh asks. */
export abstract class PlaceFinder {
  /** Undefined where there is no database. */
  abstract readonly about: PlaceDatabase | undefined;

  /** Undefined where it is not known. */
  abstract find(address: string): Place | undefined;
}
