import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { workspaceRoot } from '../../workspace';

/** What is read here of one alert. */
export interface AlertRule {
  readonly alert: string;
  readonly for?: string;
}

interface RulesFile {
  readonly groups: readonly { readonly rules: readonly AlertRule[] }[];
}

/** Where the files are that Prometheus is run with. */
export const prometheusFolder = join(workspaceRoot, 'docker', 'prometheus');

/** All alerts of all files of rules, in their order. */
export function alertRules(): readonly AlertRule[] {
  const folder = join(prometheusFolder, 'rules');
  return readdirSync(folder)
    .map((name) => parse(readFileSync(join(folder, name), 'utf8')) as RulesFile)
    .flatMap(({ groups }) => groups.flatMap(({ rules }) => rules));
}

/** How long a rule must hold before its alert fires. */
export function forMs({ for: text = '0s' }: AlertRule): number {
  const [, minutes = '0', seconds = '0'] = /^(?:(\d+)m)?(?:(\d+)s)?$/.exec(text) ?? [];
  return 60_000 * Number(minutes) + 1_000 * Number(seconds);
}
