import { debianProgram } from '../install/debian-program';
import { ClamdMissingError } from './clamd-missing.error';

const clamd = debianProgram({
  program: 'clamd',
  package: 'clamav-daemon',
  missing: (detail) => new ClamdMissingError(detail),
});

/** Full path of clamd, or a ClamdMissingError. */
export const findClamd = clamd.find;

/** Finds clamd, or installs it through apt-get when this is root on a Debian; never throws. */
export const ensureClamdInstalled = clamd.ensure;
