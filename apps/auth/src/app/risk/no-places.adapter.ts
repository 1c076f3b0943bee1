import { PlaceFinder } from './place-finder.port';

/** Knows of no address where it is: what stands here where GEO_DATABASE names no file. */
export class NoPlaces extends PlaceFinder {
  override readonly about = undefined;

  override find(): undefined {
    return undefined;
  }
}
