import { PlaceFinder } from './place-finder.port';

/** Knows of no address where it is: what stands here until somebody brings a database. */
export class NoPlaces extends PlaceFinder {
  override find(): undefined {
    return undefined;
  }
}
