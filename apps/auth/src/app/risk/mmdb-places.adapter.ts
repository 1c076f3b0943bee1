import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { type CityResponse, Reader } from 'mmdb-lib';
import { type PlaceDatabase, PlaceFinder } from './place-finder.port';
import { type Place } from './sighting';

/** Knows where addresses are from a database in the format of MaxMind (GeoLite2, DB-IP), held in memory. */
export class MmdbPlaces extends PlaceFinder {
  private readonly reader: Reader<CityResponse>;

  /** Throws where the file is no such database. */
  constructor(path: string) {
    super();
    try {
      this.reader = new Reader(readFileSync(path));
    } catch (cause) {
      throw new Error(`GEO_DATABASE names ${path}, which is no MaxMind database`, { cause });
    }
  }

  override get about(): PlaceDatabase {
    return this.reader.metadata;
  }

  override find(address: string): Place | undefined {
    // An IPv4 client of a server that listens on both.
    const plain = address.replace(/^::ffff:(?=\d+\.)/i, '');
    const found = isIP(plain) ? this.look(plain) : undefined;
    const country = found?.country?.iso_code ?? found?.registered_country?.iso_code;
    if (country === undefined) return undefined;
    const { latitude, longitude } = found?.location ?? {};
    return { country, ...(latitude !== undefined && longitude !== undefined && { latitude, longitude }) };
  }

  private look(address: string): CityResponse | undefined {
    try {
      return this.reader.get(address) ?? undefined;
    } catch {
      return undefined; // A database that is broken there does not know; nobody's login fails for it.
    }
  }
}
