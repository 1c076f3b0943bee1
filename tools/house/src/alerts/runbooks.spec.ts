import { servicePorts } from '@secureconnect/contracts';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { workspaceRoot } from '../workspace';
import { runbooksFolder } from './alert-rules';

/** What is read here of a container. */
interface Container {
  readonly container_name: string;
  readonly ports?: readonly string[];
}

const read = (path: string): string => readFileSync(join(workspaceRoot, path), 'utf8');
const { services } = parse(read('docker/compose.yaml')) as { services: Record<string, Container> };
const containers = Object.values(services);

const text = readdirSync(runbooksFolder)
  .map((name) => readFileSync(join(runbooksFolder, name), 'utf8'))
  .join('\n');
const spans = [...new Set([...text.matchAll(/`([^`\n]+)`/g)].map(([, span = '']) => span))];
const found = (pattern: RegExp): string[] => [...text.matchAll(pattern)].map(([, it = '']) => it);

describe('the runbooks', () => {
  it('name settings that there are', () => {
    const settings = spans.filter((span) => /^[A-Z0-9]+(?:_[A-Z0-9]+)+(?:_\*)?$/.test(span));
    const example = read('.env.example');
    expect(settings.length).toBeGreaterThan(10);
    expect(settings.filter((name) => !example.includes(`#${name.replace('*', '')}`))).toEqual([]);
  });

  it('name levers as the page for operators does', () => {
    const levers = spans.filter((span) => /^[A-Z][a-z]+(?: [a-z]+)*$/.test(span));
    const page = read('apps/operator/src/levers/lever-words.ts');
    expect(levers).toContain('Force degraded');
    expect(levers.filter((label) => !page.includes(`label: '${label}'`))).toEqual([]);
  });

  it('ask at ports that something listens at, and containers that there are', () => {
    const published = containers.flatMap(({ ports = [] }) => ports.map((port) => port.split(':')[1]));
    const known = new Set([...published, ...Object.values(servicePorts).map(String)]);
    const asked = found(/127\.0\.0\.1:(\d+)/g);
    expect(asked.length).toBeGreaterThan(1);
    expect(asked.filter((port) => !known.has(port))).toEqual([]);
    const names = containers.map(({ container_name: name }) => name);
    const named = found(/`docker (?:exec(?: -it)?|logs) ([\w-]+)/g);
    expect(named.length).toBeGreaterThan(1);
    expect(named.filter((name) => !names.includes(name))).toEqual([]);
  });
});
