import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { serviceNames } from '@secureconnect/contracts';
import { startService } from '@secureconnect/testing';
import { type KnownSettings } from '../docker/compose-rules';
import { describeServices } from '../docker/describe-services';
import { environmentFaults, environmentOf, secretFaults } from './environment-rules';
import { type Container, type Manifest, workloads } from './manifest';
import { networkFaults } from './network-rules';
import { podFaults } from './pod-rules';
import { kubernetesFolder, readManifests, render } from './render';
import { schemaFaults, strayFields } from './schema-faults';
import { serviceFaults } from './service-rules';

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
  const values = Object.fromEntries(environmentOf(container, all));
  for (const { name, valueFrom } of container.env ?? []) {
    const ref = valueFrom?.secretKeyRef;
    if (ref)
      values[name] = made.find(({ metadata }) => metadata.name === ref.name)?.stringData?.[ref.key] ?? '';
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

  it.each([
    ['a type that is none', 'replicas: 3', 'replicas: three', /StatefulSet chat: .*replicas/],
    ['a variable nobody reads', 'name: PUSH_SECRET', 'name: PUSH_SECRETS', /video: PUSH_SECRETS is unknown/],
    [
      'a variable that is lacking',
      'name: STORAGE_SECRET',
      'name: STORAGE_SECRET_BEFORE',
      /storage: STORAGE_SECRET must be set/,
    ],
    ['an address of its own', 'HOST: 0.0.0.0', 'HOST: 127.0.0.1', /listens to itself alone/],
    [
      'a Secret nobody makes',
      'key: AUTH_SECRET',
      'key: AUTH_SECRETS',
      /auth\/AUTH_SECRETS, which nobody makes/,
    ],
    ['a port of another', 'containerPort: 8083', 'containerPort: 8082', /video listens elsewhere/],
    [
      'a probe that asks elsewhere',
      'path: /health/ready',
      'path: /ready',
      /its readinessProbe asks elsewhere/,
    ],
    [
      'too little time to end',
      /(name: auth\n(?:.*\n)*?.*terminationGracePeriodSeconds: )20/,
      '$110',
      /auth is cut before/,
    ],
    ['root', 'runAsNonRoot: true', 'runAsNonRoot: false', /may run as root/],
    [
      'a file system to write to',
      'readOnlyRootFilesystem: true',
      'readOnlyRootFilesystem: false',
      /may write its root/,
    ],
    [
      'a selector that misses',
      /(\n {2}selector:\n {4}app.kubernetes.io\/name: )gateway/,
      '$1gate',
      /Service gateway is nobody's/,
    ],
    ['a scaler of nobody', /(kind: Deployment\n {4}name: )auth/, '$1author', /the scaler auth scales nobody/],
    [
      'a secret written down',
      'LOG_LEVEL: info',
      'REDIS_PASSWORD: hunter2',
      /gateway: REDIS_PASSWORD is written down/,
    ],
    [
      'a pod the gateway does not name',
      'http://chat-0.chat-pods:8082,',
      '',
      /gateway does not name each chat/,
    ],
    [
      'pods that operators cannot tell apart',
      'clusterIP: None',
      'clusterIP: 10.0.0.9',
      /cannot tell the pods of auth apart/,
    ],
    [
      'a pod that operators do not see while it is not ready',
      'publishNotReadyAddresses: true\n',
      'publishNotReadyAddresses: false\n',
      /cannot tell the pods of auth apart/,
    ],
    [
      'a number of pods that is set back',
      /(kind: Deployment\n(?:.*\n)*?spec:\n)/,
      '$1  replicas: 2\n',
      /is scaled, and set back/,
    ],
    ['one pod of a service', 'minReplicas: 3', 'minReplicas: 1', /gateway is alone/],
    ['a relay that has no address', 'name: TURN_URLS', 'name: STUN_URLS', /TURN_SECRET or TURN_URLS alone/],
    ['a private network', /\n *- 100\.64\.0\.0\/10/, '', /100\.64\.0\.0\/10 may be reached/],
    [
      'a Job before its account',
      'argocd.argoproj.io/sync-wave: "-1"',
      'argocd.argoproj.io/sync-wave: "1"',
      /migrate runs before its ServiceAccount/,
    ],
    [
      'a way in from outside to what is for operators',
      'path: /ws',
      'path: /operator',
      /\/operator is open to/,
    ],
    [
      'an address nobody has',
      'value: http://storage:8084',
      'value: http://storage:8085',
      /STORAGE_URL leads nowhere/,
    ],
  ] as const)('is refused with %s', (_what, from, to, expected) => {
    const spoil = (rendered: string) => rendered.replace(from as string, to);
    expect(spoil(text)).not.toBe(text);
    expect(faults(spoil).join('\n')).toMatch(expected);
  });

  it('is refused where policies let through what nobody asks, or not what somebody does', () => {
    const all = readManifests(text);
    const without = (name: string) =>
      all.filter((one) => one.kind !== 'NetworkPolicy' || one.metadata.name !== name);
    expect(networkFaults(without('nobody'))).toEqual(['whoever has no policy may do anything']);
    expect(networkFaults(without('chat')).join('\n')).toMatch(
      /gateway cannot reach chat[^]*chat cannot reach auth/,
    );
    expect(networkFaults(without('data')).join('\n')).toMatch(/migrate cannot reach port 5432 of data/);
    const spoilt = readManifests(text.replaceAll(/http:\/\/chat:8082/g, 'http://auth:8081'));
    expect(networkFaults(spoilt).join('\n')).toMatch(/storage may reach chat/);
  });

  it('each service starts with exactly the variables of its pod, though nothing that they name is there', async () => {
    const all = readManifests(text);
    const nowhere = (value: string) => value.replace(/[a-z]+\.data:\d+/, '127.0.0.1:1');
    const living = serviceNames.map(async (app) => {
      const pod = workloads(all).find(({ metadata }) => metadata.name === app)?.spec.template.spec;
      const [container] = pod?.containers ?? [];
      const env = Object.entries(container ? valuesOf(container, all, made) : {});
      const service = await startService(app, {
        env: Object.fromEntries(env.map(([k, v]) => [k, nowhere(v)])),
      });
      await service.ready({ path: '/health/live', timeout: 60_000 }).finally(() => service.close());
    });
    await Promise.all(living);
  }, 120_000);

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
  });
});
