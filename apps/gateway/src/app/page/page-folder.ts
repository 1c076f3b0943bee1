import { type PlatformValues } from '@secureconnect/platform';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** Where it is built, as seen from the one file that the gateway is, and from its source. */
const places = [join(__dirname, '../web'), join(__dirname, '../../../../../dist/apps/web')];

/** By which the folder of the built page is asked for; undefined: none is served. */
export const PAGE_FOLDER = Symbol('gateway:page-folder');

/** In development alone, and where it was built. */
export const pageFolder = ({ NODE_ENV }: Pick<PlatformValues, 'NODE_ENV'>): string | undefined =>
  NODE_ENV === 'development' ? places.find((place) => existsSync(place)) : undefined;
