import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { serviceNames, servicePorts } from '@secureconnect/contracts';
import { workspaceRoot } from '../workspace';
import { contextFiles } from './build-context';
import { dockerFolder, readCompose, readComposeWith, readDockerYaml, type ComposeFile } from './compose-file';
import { composeFaults, type KnownSettings } from './compose-rules';
import { describeServices } from './describe-services';
import { readCopy, readDockerfile } from './dockerfile';

describe('docker/', () => {
  const context = contextFiles(workspaceRoot, join(dockerFolder, 'Dockerfile.dockerignore'));
  const stages = readDockerfile(readFileSync(join(dockerFolder, 'Dockerfile'), 'utf8'));

  let known: KnownSettings;
  beforeAll(async () => {
    known = await describeServices();
  });

  describe('compose.yaml', () => {
    it('keeps every rule', () => {
      expect(composeFaults(readCompose(), known)).toEqual([]);
    });

    it.each([
      [
        'a default secret',
        (text: string) => text.replace(/:\?set REDIS_PASSWORD[^}]*/, ':-hunter2'),
        /REDIS_PASSWORD has a default/,
      ],
      [
        'a secret written down',
        (text: string) => text.replace(/POSTGRES_PASSWORD: \$\{[^}]*\}/, 'POSTGRES_PASSWORD: x'),
        /is written down/,
      ],
      [
        'an open port',
        (text: string) => text.replace('127.0.0.1:8080:8080', '8080:8080'),
        /gateway publishes 8080/,
      ],
      [
        'a setting nobody reads',
        (text: string) => text.replace('CHAT_URL:', 'CHAT_URI:'),
        /CHAT_URI is unknown/,
      ],
      [
        'a service that no operator can act at',
        (text: string) => text.replace('*operator, *edge, *traces, *auth]', '*edge, *traces, *auth]'),
        /chat lets no operator in/,
      ],
      [
        'a host nobody has',
        (text: string) => text.replace('//video-service:', '//video:9'),
        /VIDEO_URL leads nowhere/,
      ],
      [
        'waiting for Redis',
        (text: string) => text.replace('    migrate: {', '    redis: {'),
        /waits for Redis/,
      ],
      [
        'a writable root',
        (text: string) => text.replace('read_only: true', 'read_only: false'),
        /may write its root/,
      ],
    ])('is refused with %s', (_what, spoil, expected) => {
      expect(composeFaults(readCompose(spoil), known).join('\n')).toMatch(expected);
    });
  });

  it('the relay of compose.turn.yaml keeps every rule, and is refused with a secret written down', () => {
    expect(composeFaults(readComposeWith('compose.turn.yaml'), known)).toEqual([]);
    const spoilt = readComposeWith('compose.turn.yaml', (text) =>
      text.replaceAll(/TURN_SECRET: .*/g, 'TURN_SECRET: hunter2'),
    );
    expect(composeFaults(spoilt, known).join('\n')).toMatch(/coturn: TURN_SECRET is written down/);
  });

  it('compose.yaml gives the gateway room for the bodies it may hold, beside what it is at rest', () => {
    const { mem_limit: limit = '', environment = {} } = readCompose().services['gateway'] ?? {};
    expect(limit).toMatch(/^\d+m$/);
    expect(Number(environment['BODIES_MAX_BYTES'])).toBeLessThanOrEqual(
      (parseInt(limit, 10) * 1_048_576) / 3,
    );
  });

  it('compose.yaml has all five traced by one line of .env', () => {
    const { services } = readCompose();
    const lines = serviceNames.map((name) => services[name]?.environment?.['OTEL_EXPORTER_OTLP_ENDPOINT']);
    expect(new Set(lines)).toEqual(new Set(['${OTEL_EXPORTER_OTLP_ENDPOINT:-}']));
  });

  it('prometheus.yml scrapes the five where compose.yaml has them', () => {
    const { scrape_configs } = readDockerYaml('prometheus/prometheus.yml') as {
      scrape_configs: { static_configs: { targets: string[]; labels: { service: string } }[] }[];
    };
    const scraped = scrape_configs.flatMap((job) => job.static_configs);
    const { services }: ComposeFile = readCompose();
    const expected = Object.entries(servicePorts).map(([name, port]) => ({
      targets: [`${services[name]?.container_name}:${port}`],
      labels: { service: name },
    }));
    expect(scraped).toEqual(expected);
  });

  it('gives a build what it needs and nothing it must not have', () => {
    for (const needed of [
      'package-lock.json',
      'apps/auth/src/main.ts',
      'libs/platform/src/index.ts',
      'tools/nx/targets.js',
    ]) {
      expect(context).toContain(needed);
    }
    const manifests = ['apps', 'libs', 'tools'].flatMap((room) =>
      context.filter((f) => f.startsWith(room) && f.endsWith('package.json')),
    );
    expect(manifests.length).toBeGreaterThanOrEqual(18);
    expect(
      context.filter((file) =>
        /node_modules|(^|\/)dist\/|\.env$|\.spec\.ts$|^\.git|^\.secureconnect/.test(file),
      ),
    ).toEqual([]);
  });

  it('the Dockerfile copies only what there is, from stages that come before', () => {
    const seen = new Set<string>();
    for (const { name, from, instructions } of stages) {
      expect(from === 'node:20-bookworm-slim' || seen.has(from)).toBe(true);
      for (const { rest } of instructions.filter(({ verb }) => verb === 'COPY')) {
        const copy = readCopy(rest);
        if (copy.from) expect(seen).toContain(copy.from);
        else
          expect(
            copy.sources.every((source) => source === '.' || existsSync(join(workspaceRoot, source))),
          ).toBe(true);
      }
      seen.add(name);
    }
  });

  it('the image runs as a user without rights, is told to stop by SIGTERM and knows its own health', () => {
    const last = stages.at(-1)?.instructions ?? [];
    const of = (verb: string) => last.find((instruction) => instruction.verb === verb)?.rest;
    expect(of('USER')).toBe('node');
    expect(of('STOPSIGNAL')).toBe('SIGTERM');
    expect(of('HEALTHCHECK')).toContain('health-check.mjs');
    expect(of('CMD')).toContain('exec node');
  });
});
