import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** Where it is built, as seen from the one file that the gateway is, and from its source. */
const places = [join(__dirname, '../operator'), join(__dirname, '../../../../../../dist/apps/operator')];

/** By which the folder of the built page is asked for; undefined: it was not built. */
export const OPERATOR_PAGE_FOLDER = Symbol('gateway:operator-page-folder');

/** In every environment: operators need it most in production. */
export const operatorPageFolder = (): string | undefined =>
  places.find((place) => existsSync(join(place, 'index.html')));
