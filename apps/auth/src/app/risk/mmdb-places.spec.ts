import { mkdtempSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HealthRegistry } from '@secureconnect/platform';
import { MmdbPlaces } from './mmdb-places.adapter';
import { NoPlaces } from './no-places.adapter';
import { placeDatabase } from './place-database.contract';
import { type PlaceFinder } from './place-finder.port';
import { PlacesComponent } from './places-component.service';

const folder = mkdtempSync(join(tmpdir(), 'places-'));
const path = join(folder, 'places.mmdb');
const berlin = { country: 'DE', latitude: 52.52, longitude: 13.4 };
const tokyo = { country: 'JP', latitude: 35.68, longitude: 139.69 };
let places: PlaceFinder;

beforeAll(() => {
  const networks = { '192.0.2.0/24': berlin, '2001:db8::/32': tokyo, '198.51.100.0/25': { country: 'FR' } };
  writeFileSync(path, placeDatabase(networks));
  places = new MmdbPlaces(path);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function reportOf(finder: PlaceFinder) {
  const registry = new HealthRegistry();
  new PlacesComponent(finder, registry).onModuleInit();
  return registry.components[0]?.check();
}

describe('a database of places', () => {
  it.each([
    ['an IPv4 address', '192.0.2.7', berlin],
    ['the same written as IPv6', '::ffff:192.0.2.7', berlin],
    ['an IPv6 address', '2001:db8:1::9', tokyo],
    ['an address of which the country alone is known', '198.51.100.1', { country: 'FR' }],
    ['an address it does not have', '203.0.113.1', undefined],
    ['what is no address', "'; --", undefined],
    ['nothing', '', undefined],
  ])('knows of %s what it has', (_what, address, place) => {
    expect(places.find(address)).toEqual(place);
  });

  it('that is none stops the start, and says which setting names it', () => {
    writeFileSync(join(folder, 'text.mmdb'), 'no such database');
    expect(() => new MmdbPlaces(join(folder, 'text.mmdb'))).toThrow(/^GEO_DATABASE names .*text\.mmdb/);
  });

  it('tells operators what it is and of when; that there is none is told as well, and no fault', async () => {
    const built = '2026-01-01T00:00:00.000Z';
    expect(await reportOf(places)).toEqual({ status: 'up', known: true, database: 'Spec-City', built });
    expect(await reportOf(new NoPlaces())).toEqual({ status: 'up', known: false });
    expect(new NoPlaces().find()).toBeUndefined();
  });
});
