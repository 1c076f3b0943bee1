import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { workspaceRoot } from '../workspace';

/** One service of compose.yaml, as far as the rules look at it. */
export interface ComposeService {
  readonly container_name?: string;
  readonly image?: string;
  readonly build?: {
    readonly context: string;
    readonly dockerfile: string;
    readonly args?: { readonly APP?: string };
  };
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly ports?: readonly string[];
  readonly volumes?: readonly string[];
  readonly networks?: readonly string[];
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly read_only?: boolean;
  readonly cap_drop?: readonly string[];
  readonly security_opt?: readonly string[];
  readonly mem_limit?: string;
  readonly user?: string;
}

/** compose.yaml, merged keys resolved. */
export interface ComposeFile {
  readonly services: Readonly<Record<string, ComposeService>>;
  readonly networks: Readonly<Record<string, unknown>>;
  readonly volumes: Readonly<Record<string, unknown>>;
}

/** Where the docker files are. */
export const dockerFolder = join(workspaceRoot, 'docker');

/** Reads YAML of the docker folder strictly: a doubled key or an unknown anchor throws. */
export function readDockerYaml(name: string, change = (text: string) => text): unknown {
  const text = readFileSync(join(dockerFolder, name), 'utf8');
  return parse(change(text), { merge: true, strict: true, uniqueKeys: true });
}

/** Reads compose.yaml, changed first where a test wants to see a rule refuse. */
export const readCompose = (change?: (text: string) => string): ComposeFile =>
  readDockerYaml('compose.yaml', change) as ComposeFile;

/** The system with what a second file adds to it, as `docker compose -f compose.yaml -f <name>` joins them. */
export function readComposeWith(name: string, change?: (text: string) => string): ComposeFile {
  const base = readCompose();
  const added = readDockerYaml(name, change) as Partial<ComposeFile>;
  const services: Record<string, ComposeService> = { ...base.services };
  for (const [service, own] of Object.entries(added.services ?? {})) {
    const before = services[service];
    services[service] = { ...before, ...own, environment: { ...before?.environment, ...own.environment } };
  }
  return { ...base, services };
}

/** The variables a text takes from the person's environment: name, and what stands when it is missing. */
export function interpolations(text: string): { name: string; otherwise: string }[] {
  const found = text.replaceAll('$$', '').matchAll(/\$(?:\{([A-Z0-9_]+)([^}]*)\}|([A-Z0-9_]+))/g);
  return [...found].map((match) => ({ name: match[1] ?? match[3] ?? '', otherwise: match[2] ?? '' }));
}
