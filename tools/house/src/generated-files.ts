import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { apiPage } from './api-page/api-page';
import { dashboards } from './dashboards/dashboards';
import { grafanaJson } from './dashboards/grafana-json';
import { describeServices } from './env-example/describe-services';
import { type Dashboard } from './dashboards/panel';
import { envExample } from './env-example/env-example';
import { errorsPage } from './errors-page/errors-page';
import { policiesPage } from './policies/policies-page';
import { readPolicies } from './policies/read-policies';
import { workspaceRoot } from './workspace';

/** A file of the repository that is written from the code. */
export interface GeneratedFile {
  readonly path: string;
  readonly text: string;
}

async function formatted(path: string, text: string): Promise<string> {
  const options = await resolveConfig(join(workspaceRoot, path));
  return format(text, { ...options, filepath: path });
}

/** Writes every generated file anew, in memory. */
export async function generateFiles(): Promise<GeneratedFile[]> {
  return [
    { path: '.env.example', text: envExample(await describeServices()) },
    { path: 'docs/errors.md', text: await formatted('docs/errors.md', errorsPage()) },
    {
      path: 'docs/policies.md',
      text: await formatted('docs/policies.md', policiesPage(await readPolicies())),
    },
    {
      path: 'docs/resilience/api.md',
      text: await formatted('docs/resilience/api.md', apiPage()),
    },
    ...(await Promise.all(dashboards.map(dashboardFile))),
  ];
}

async function dashboardFile(dashboard: Dashboard): Promise<GeneratedFile> {
  const path = `docker/grafana/dashboards/${dashboard.name}.json`;
  return { path, text: await formatted(path, grafanaJson(dashboard)) };
}

/** Puts generated files into the repository. */
export async function writeFiles(files: readonly GeneratedFile[]): Promise<void> {
  for (const { path, text } of files) await writeFile(join(workspaceRoot, path), text);
}

/** The paths of those files that no longer say what the code says. */
export async function staleFiles(files: readonly GeneratedFile[]): Promise<string[]> {
  const stale: string[] = [];
  for (const { path, text } of files) {
    const current = await readFile(join(workspaceRoot, path), 'utf8').catch(() => null);
    if (current !== text) stale.push(path);
  }
  return stale;
}
