import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { workspaceRoot } from '../workspace';

/** One alert as its file has it. */
export interface AlertRule {
  readonly alert: string;
  readonly expr: string;
  readonly for?: string;
  readonly labels: { readonly severity: string };
  readonly annotations: {
    readonly summary: string;
    readonly description: string;
    readonly runbook_url: string;
  };
}

/** A file of rules. */
export interface RulesFile {
  readonly groups: readonly {
    readonly name: string;
    readonly interval?: string;
    readonly rules: readonly AlertRule[];
  }[];
}

/** Where Prometheus's files are. */
export const prometheusFolder = join(workspaceRoot, 'docker', 'prometheus');

/** Where the page of each alert is. */
export const runbooksFolder = join(workspaceRoot, 'docs', 'runbooks');

/** The text of the rules, as Prometheus reads it. */
export const rulesText = (): string =>
  readFileSync(join(prometheusFolder, 'rules', 'secureconnect.yml'), 'utf8');

/** All alerts of the rules. */
export const alertRules = (): AlertRule[] =>
  (parse(rulesText()) as RulesFile).groups.flatMap(({ rules }) => rules);

/** The same rules, each changed on the way and looked at as often as a Prometheus looks; JSON, which is YAML too. */
export function changedRules(change: (rule: AlertRule) => AlertRule): string {
  const { groups } = parse(rulesText()) as RulesFile;
  return JSON.stringify({ groups: groups.map(({ name, rules }) => ({ name, rules: rules.map(change) })) });
}

/** The names of the metrics that an expression looks at; what a parenthesis follows is a function. */
export function metricsOf(expr: string): string[] {
  const bare = expr.replace(/\{[^}]*\}|\[[^\]]*\]|\bby \([^)]*\)|"[^"]*"/g, '');
  return [...bare.matchAll(/\b[a-z0-9]+(?:_[a-z0-9]+)+\b(?!\s*\()/g)].map(([name]) => name);
}
