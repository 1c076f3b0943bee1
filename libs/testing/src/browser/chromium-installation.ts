import { debianProgram } from '../install/debian-program';
import { ChromiumMissingError } from './chromium-missing.error';

const chromium = debianProgram({
  program: 'chromium',
  package: 'chromium',
  missing: (detail) => new ChromiumMissingError(detail),
});

/** Full path of chromium, or a ChromiumMissingError. */
export const findChromium = chromium.find;

/** Finds Chromium, or installs it through apt-get when this is root on a Debian; never throws. */
export const ensureChromiumInstalled = chromium.ensure;
