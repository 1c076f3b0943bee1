import { type Place } from './sighting';

/** Knows where addresses are; without I/O, for every login and every refresh asks. */
export abstract class PlaceFinder {
  /** Undefined where it is not known. */
  abstract find(address: string): Place | undefined;
}
