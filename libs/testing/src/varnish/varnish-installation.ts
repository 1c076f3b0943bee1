import {
  ensureInstalled,
  findProgram,
  type DebianProgram,
  type Installation,
  type InstallOptions,
} from '../install/debian-package';
import { VarnishMissingError } from './varnish-missing.error';

/** The modules, xkey among them, bring the Varnish that they were built for. */
const varnish: DebianProgram = {
  program: 'varnishd',
  package: 'varnish-modules',
  missing: (detail) => new VarnishMissingError(detail),
};

/** Full path of varnishd, or a VarnishMissingError. */
export function findVarnish(searchPath?: string): string {
  // Debian puts it where only root's PATH looks.
  const found = findProgram(varnish.program, searchPath) ?? findProgram(varnish.program, '/usr/sbin');
  if (found === undefined) throw new VarnishMissingError();
  return found;
}

/** Finds Varnish, or installs it through apt-get when this is root on a Debian; never throws. */
export const ensureVarnishInstalled = (options?: InstallOptions): Promise<Installation> =>
  ensureInstalled(varnish, options);
