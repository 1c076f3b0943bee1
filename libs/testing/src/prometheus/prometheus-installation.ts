import {
  ensureInstalled,
  findProgram,
  type DebianProgram,
  type Installation,
  type InstallOptions,
} from '../install/debian-package';
import { PrometheusMissingError } from './prometheus-missing.error';

/** Debian's package brings both programs. */
const prometheus: DebianProgram = {
  program: 'promtool',
  package: 'prometheus',
  missing: (detail) => new PrometheusMissingError(detail),
};

/** Full path of prometheus or of promtool, or a PrometheusMissingError. */
export function findPrometheus(program: 'prometheus' | 'promtool' = 'prometheus'): string {
  const found = findProgram(program);
  if (found === undefined) throw new PrometheusMissingError();
  return found;
}

/** Finds Prometheus, or installs it through apt-get when this is root on a Debian; never throws. */
export const ensurePrometheusInstalled = (options?: InstallOptions): Promise<Installation> =>
  ensureInstalled(prometheus, options);
