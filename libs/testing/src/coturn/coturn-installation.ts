import { debianProgram } from '../install/debian-program';
import { CoturnMissingError } from './coturn-missing.error';

const coturn = debianProgram({
  program: 'turnserver',
  package: 'coturn',
  missing: (detail) => new CoturnMissingError(detail),
});

/** Full path of turnserver, or a CoturnMissingError. */
export const findCoturn = coturn.find;

/** Finds coturn, or installs it through apt-get when this is root on a Debian; never throws. */
export const ensureCoturnInstalled = coturn.ensure;
