import { debianProgram } from '../install/debian-program';
import { PgBouncerMissingError } from './pgbouncer-missing.error';

const pgbouncer = debianProgram({
  program: 'pgbouncer',
  package: 'pgbouncer',
  elsewhere: '/usr/sbin',
  missing: (detail) => new PgBouncerMissingError(detail),
});

/** Full path of pgbouncer, or a PgBouncerMissingError. */
export const findPgBouncer = pgbouncer.find;

/** Finds pgbouncer, or installs it through apt-get when this is root on a Debian; never throws. */
export const ensurePgBouncerInstalled = pgbouncer.ensure;
