import { debianProgram } from '../install/debian-program';
import { PrometheusMissingError } from './prometheus-missing.error';

/** Debian's package brings both programs. */
const prometheus = debianProgram({
  program: 'promtool',
  package: 'prometheus',
  missing: (detail) => new PrometheusMissingError(detail),
});

/** Full path of prometheus or of promtool, or a PrometheusMissingError. */
export const findPrometheus = (program: 'prometheus' | 'promtool' = 'prometheus'): string =>
  prometheus.find(undefined, program);

/** Finds Prometheus, or installs it through apt-get when this is root on a Debian; never throws. */
export const ensurePrometheusInstalled = prometheus.ensure;
