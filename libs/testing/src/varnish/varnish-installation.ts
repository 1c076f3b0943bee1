import { debianProgram } from '../install/debian-program';
import { VarnishMissingError } from './varnish-missing.error';

/** The modules, xkey among them, bring the Varnish that they were built for. */
const varnish = debianProgram({
  program: 'varnishd',
  package: 'varnish-modules',
  // Debian puts it where only root's PATH looks.
  elsewhere: '/usr/sbin',
  missing: (detail) => new VarnishMissingError(detail),
});

/** Full path of varnishd, or a VarnishMissingError. */
export const findVarnish = varnish.find;

/** Finds Varnish, or installs it through apt-get when this is root on a Debian; never throws. */
export const ensureVarnishInstalled = varnish.ensure;
