import { debianProgram } from '../install/debian-program';
import { S3MissingError } from './s3-missing.error';

/** What it brings along, python3-swift, holds all servers of Swift. */
const swift = debianProgram({
  program: 'swift-proxy-server',
  package: 'swift-proxy',
  missing: (detail) => new S3MissingError(detail),
});

/** Full path of swift-proxy-server, or an S3MissingError. */
export const findS3 = swift.find;

/** Finds Swift, or installs it through apt-get when this is root on a Debian; never throws. */
export const ensureS3Installed = swift.ensure;
