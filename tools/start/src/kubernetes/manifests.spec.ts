import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { serviceNames, type ServiceName } from '@secureconnect/contracts';
import { startService } from '@secureconnect/testing';
import { readDockerYaml } from '../docker/compose-file';
import { type KnownSettings } from '../docker/compose-rules';
import { describeServices } from '../docker/describe-services';
import { workspaceRoot } from '../workspace';
import { environmentFaults, environmentOf, secretFaults } from './environment-rules';
import { type Container, type Manifest, workloads } from './manifest';
import { monitorFaults } from './monitor-rules';
import { networkFaults } from './network-rules';
import { podFaults } from './pod-rules';
import { kubernetesFolder, readManifests, render } from './render';
import { schemaFaults, strayFields } from './schema-faults';
import { serviceFaults } from './service-rules';
import { spoilt } from './spoilt-manifests.contract';

const given = {
  OWNER_URL: 'postgres://owner:x@postgres.data:5432/secureconnect',
  POOLER: 'pgbouncer.data:6432',
  REDIS_URL: 'redis://:x@redis.data:6379',
  SMTP_URL: 'smtps://user:x@mail.example',
  STORAGE_S3_ACCESS_KEY_ID: 'key',
  STORAGE_S3_SECRET_ACCESS_KEY: 'long enough',
};

/** What make-secrets.mjs prints, as it is told to be run. */
function makeSecrets(env: NodeJS.ProcessEnv = given): Manifest[] {
  const text = execFileSync(process.execPath, [join(kubernetesFolder, 'make-secrets.mjs')], {
    env,
    stdio: 'pipe',
  });
  return (JSON.parse(text.toString()) as { items: Manifest[] }).items;
}

/** All that a container is given, those of its secrets too; where it listens and keeps files is this machine's. */
function valuesOf(container: Container, all: Manifest[], made: Manifest[]): Record<string, string> {
  const secret = (of?: string): Readonly<Record<string, string>> =>
    made.find(({ metadata }) => metadata.name === of)?.stringData ?? {};
  const values: Record<string, string> = Object.fromEntries([
    ...(container.envFrom ?? []).flatMap(({ secretRef }) => Object.entries(secret(secretRef?.name))),
    ...environmentOf(container, all),
  ]);
  for (const { name, valueFrom } of container.env ?? []) {
    const ref = valueFrom?.secretKeyRef;
    if (ref) values[name] = secret(ref.name)[ref.key] ?? '';
  }
  const { HOST: _host, STORAGE_DIR: _folder, ...rest } = values;
  return rest;
}

describe('docker/kubernetes, as kubectl makes it of the overlay of production', () => {
  let known: KnownSettings;
  let text: string;
  let made: Manifest[];

  beforeAll(async () => {
    [known, text] = await Promise.all([describeServices(), render('production')]);
    made = makeSecrets();
  }, 120_000);

  function faults(change = (rendered: string): string => rendered): string[] {
    const all = readManifests(change(text));
    const keys = new Map(
      made.map(({ metadata, stringData }) => [metadata.name, Object.keys(stringData ?? {})]),
    );
    return [
      ...schemaFaults(all),
      ...environmentFaults(all, known),
      ...secretFaults(all, known, keys),
      ...podFaults(all),
      ...serviceFaults(all),
      ...networkFaults(all),
      ...monitorFaults(all),
    ];
  }

  it('keeps every rule', () => {
    expect(faults()).toEqual([]);
  });

  it('has no field that Kubernetes does not know', () => {
    const misspelt = readManifests(text.replace(/\n {2}egress:/, '\n  egres:')).filter((one) =>
      Object.hasOwn(one.spec ?? {}, 'egres'),
    );
    expect(misspelt).toHaveLength(1);
    expect(strayFields([...readManifests(text), ...misspelt])).toEqual([
      expect.stringMatching(/^NetworkPolicy .*"egres"' does not exist/),
    ]);
  }, 60_000);

  it.each(spoilt)('is refused with %s', (_what, from, to, expected) => {
    const spoil = (rendered: string) => rendered.replace(from, to);
    expect(spoil(text)).not.toBe(text);
    expect(faults(spoil).join('\n')).toMatch(expected);
  });

  it('is refused where policies let through what nobody asks, or not what somebody does', () => {
    const all = readManifests(text);
    const without = (name: string) =>
      all.filter((one) => one.kind !== 'NetworkPolicy' || one.metadata.name !== name);
    expect(networkFaults(without('nobody'))).toEqual(['whoever has no policy may do anything']);
    expect(networkFaults(without('migrate')).join('\n')).toMatch(/migrate cannot reach data:5432/);
    expect(networkFaults(without('chat')).join('\n')).toMatch(
      /gateway cannot reach chat[^]*chat cannot reach auth/,
    );
    expect(networkFaults(without('data')).join('\n')).toMatch(/chat cannot reach data:5432/);
    const unasked = readManifests(text.replaceAll(/http:\/\/chat:8082/g, 'http://auth:8081'));
    expect(networkFaults(unasked).join('\n')).toMatch(/storage may reach chat/);
    const open = { podSelector: {}, policyTypes: ['Egress'], egress: [{ ports: [{ port: 443 }] }] };
    const wide = { ...(all.find(({ kind }) => kind === 'NetworkPolicy') as Manifest), spec: open };
    expect(networkFaults([...all, wide]).join('\n')).toMatch(/gateway may reach anywhere:443/);
  });

  /** Resolves when a service has started with exactly the variables of its pod, though nothing that they name is there. */
  async function starts(app: ServiceName, secrets: Manifest[]): Promise<void> {
    const all = readManifests(text);
    const nowhere = (value: string) => value.replace(/[a-z0-9-]+\.data:\d+/g, '127.0.0.1:1');
    const pod = workloads(all).find(({ metadata }) => metadata.name === app)?.spec.template.spec;
    const [container] = pod?.containers ?? [];
    const env = Object.entries(container ? valuesOf(container, all, secrets) : {});
    const service = await startService(app, {
      env: Object.fromEntries(env.map(([name, value]) => [name, nowhere(value)])),
    });
    await service.ready({ path: '/health/live', timeout: 60_000 }).finally(() => service.close());
  }

  it('each service starts with exactly the variables of its pod, though nothing that they name is there', async () => {
    await Promise.all(serviceNames.map((app) => starts(app, made)));
  }, 120_000);

  it.each([
    ['Sentinels', { REDIS_SENTINELS: 'sentinel-0.data:26379', REDIS_SENTINEL_NAME: 'secureconnect' }],
    ['a Cluster', { REDIS_CLUSTER_ENABLED: 'true', REDIS_CLUSTER_NODES: 'redis-0.data:6379' }],
  ])(
    'one starts with %s in place of one Redis, by the secrets alone',
    async (_what, redis) => {
      const secrets = makeSecrets({ ...given, REDIS_URL: '', REDIS_PASSWORD: 'x', ...redis });
      const found = secrets.find(({ metadata }) => metadata.name === 'redis')?.stringData;
      expect(found).toEqual({ REDIS_PASSWORD: 'x', ...redis });
      await starts('chat', secrets);
    },
    120_000,
  );

  it('has its secrets made, each new, and none where one that others give is lacking', () => {
    expect(schemaFaults(made)).toEqual([]);
    const values = (all: Manifest[]) => all.flatMap(({ stringData }) => Object.values(stringData ?? {}));
    const again = new Set(values(makeSecrets()));
    expect(
      values(made)
        .filter((value) => again.has(value) && value !== '')
        .sort(),
    ).toEqual(
      Object.entries(given).filter(([name]) => name !== 'POOLER').map(([, value]) => value).sort(), // prettier-ignore
    );
    expect(() => makeSecrets({ ...given, SMTP_URL: '' })).toThrow(/SMTP_URL is not set/);
    expect(() => makeSecrets({ ...given, REDIS_URL: '' })).toThrow(/None of REDIS_URL,/);
  });

  it('is told by its page to make secrets once, and alerts of the rules that Prometheus has elsewhere', () => {
    const page = readFileSync(join(workspaceRoot, 'docs/operating/kubernetes.md'), 'utf8');
    const ways = page.match(/make-secrets\.mjs \| kubectl \w+/g);
    expect(new Set(ways)).toEqual(new Set(['make-secrets.mjs | kubectl create']));
    const [, command = ''] = /```sh\n([^`]*PrometheusRule[^`]*)```/.exec(page) ?? [];
    const shown = command.replace('kubectl apply -f -', 'cat');
    const [rule] = readManifests(execFileSync('sh', ['-c', shown], { cwd: workspaceRoot }).toString());
    expect(rule).toMatchObject({ apiVersion: 'monitoring.coreos.com/v1', kind: 'PrometheusRule' });
    expect(rule?.spec).toEqual(readDockerYaml('prometheus/rules/secureconnect.yml'));
  });
});
