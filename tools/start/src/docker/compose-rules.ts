import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { serviceNames, servicePorts, type ServiceName } from '@secureconnect/contracts';
import { dockerFolder, interpolations, type ComposeFile, type ComposeService } from './compose-file';

const isOfDatabase = ({ name }: KnownSetting): boolean => name.startsWith('DATABASE_');

/** What a service's `describe` says of one variable. */
export interface KnownSetting {
  readonly name: string;
  /** null: must be set in production. */
  readonly default: string | null;
  readonly secret: boolean;
}

/** The settings of each service, by its name. */
export type KnownSettings = Readonly<Record<ServiceName, readonly KnownSetting[]>>;

const containers = [
  ...['api-gateway', 'auth-service', 'chat-service', 'video-service', 'storage-service'],
  ...['redis', 'postgres', 'prometheus', 'grafana', 'migrate', 'varnish'],
];
const published: Readonly<Record<string, string>> = {
  'api-gateway': '127.0.0.1:8080:8080',
  prometheus: '127.0.0.1:9091:9090',
  grafana: '127.0.0.1:3000:3000',
  varnish: '127.0.0.1:8079:6081',
};
const ofGrafana = [
  ...['GF_SECURITY_ADMIN_PASSWORD', 'GF_USERS_ALLOW_SIGN_UP', 'GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH'],
  ...['GF_ANALYTICS_REPORTING_ENABLED', 'GF_ANALYTICS_CHECK_FOR_UPDATES'],
];
const ofImages = [
  ...['POSTGRES_DB', 'POSTGRES_PASSWORD', 'REDISCLI_AUTH', 'TURN_SECRET', 'TURN_PUBLIC_IP'],
  ...ofGrafana,
];
/** What may be left empty in production too, and has no default but that. */
const mayBeEmpty = /^(PUSH_VAPID|OTEL)_/;
const ofMigrate = serviceNames.map((name) => `${name.toUpperCase()}_DATABASE_PASSWORD`);

type Rule = (compose: ComposeFile, known: KnownSettings) => string[];
const each = (compose: ComposeFile, look: (name: string, service: ComposeService) => string[]) =>
  Object.entries(compose.services).flatMap(([name, service]) => look(name, service));

const namesAndPorts: Rule = (compose) => [
  ...containers.filter((name) => !Object.values(compose.services).some((s) => s.container_name === name)),
  ...each(compose, (name, { container_name = name, ports = [] }) => {
    const wanted = published[container_name];
    return ports.join() === (wanted ?? '') ? [] : [`${name} publishes ${ports.join() || 'nothing'}`];
  }),
];

const confinement: Rule = (compose) =>
  each(compose, (name, service) => [
    ...(service.read_only === true ? [] : [`${name} may write its root file system`]),
    ...(service.cap_drop?.join() === 'ALL' ? [] : [`${name} keeps capabilities`]),
    ...(service.security_opt?.includes('no-new-privileges:true') ? [] : [`${name} may gain privileges`]),
    ...(service.mem_limit ? [] : [`${name} has no memory limit`]),
    ...(service.image?.endsWith(':latest') ? [`${name} runs whatever is the latest`] : []),
  ]);

const variables: Rule = (compose, known) =>
  each(compose, (name, { build, environment = {} }) => {
    const app = serviceNames.find((service) => service === build?.args?.APP);
    // Migrating reads the database's settings alone.
    const settings = app ? known[app] : build?.args ? Object.values(known).flat().filter(isOfDatabase) : [];
    const names = [
      ...settings.map((setting) => setting.name),
      ...(app ? [] : build?.args ? ofMigrate : ofImages),
    ];
    const needed = new Set(
      settings.filter((setting) => setting.default === null).map((setting) => setting.name),
    );
    return [
      ...Object.keys(environment)
        .filter((variable) => !names.includes(variable))
        .map((v) => `${name}: ${v} is unknown`),
      ...[...needed].filter((variable) => !(variable in environment)).map((v) => `${name}: ${v} must be set`),
    ];
  });

const secrets: Rule = (compose) => {
  const used = interpolations(JSON.stringify(compose));
  const examples = ['env.example', ...('coturn' in compose.services ? ['coturn/env.example'] : [])];
  const text = examples.map((name) => readFileSync(join(dockerFolder, name), 'utf8')).join('\n');
  const example = text.matchAll(/^([A-Z_]+)=(.*)$/gm);
  const listed = [...example].map(([, name = '', value = '']) => ({ name, value }));
  const names = new Set(used.map(({ name }) => name));
  return [
    ...used
      .filter(({ otherwise }) => !otherwise.startsWith(':?'))
      .filter(({ name, otherwise }) => !(mayBeEmpty.test(name) && otherwise === ':-'))
      .map(({ name }) => `${name} has a default`),
    ...listed.filter(({ value }) => value).map(({ name }) => `env.example gives ${name} a value`),
    ...listed
      .filter(({ name }) => !names.has(name))
      .map(({ name }) => `env.example has ${name}, which nothing uses`),
    ...[...names]
      .filter((name) => !listed.some((l) => l.name === name))
      .map((name) => `env.example lacks ${name}`),
    ...each(compose, (name, { environment = {} }) =>
      Object.entries(environment)
        .filter(([key, value]) => /PASSWORD|SECRET|TOKEN|AUTH$/.test(key) && !value.startsWith('${'))
        .map(([key]) => `${name}: ${key} is written down`),
    ),
  ];
};

/** Without it nobody signs in at the page for operators, or acts at a service by hand. */
const operators: Rule = (compose) =>
  each(compose, (name, { build, environment = {} }) =>
    serviceNames.some((service) => service === build?.args?.APP) &&
    !environment['OPERATOR_TOKEN']?.startsWith('${OPERATOR_TOKEN:?')
      ? [`${name} lets no operator in`]
      : [],
  );

const files: Rule = (compose) =>
  each(compose, (name, { build, volumes = [] }) => {
    const binds = volumes.map((volume) => volume.split(':')[0] ?? '');
    const named = binds
      .filter((source) => !source.startsWith('.'))
      .filter((source) => !(source in compose.volumes));
    const paths = binds.filter((source) => source.startsWith('.'));
    if (build) paths.push(build.context, join(build.context, build.dockerfile));
    return [
      ...named.map((volume) => `${name}: there is no volume ${volume}`),
      ...paths
        .filter((path) => !existsSync(join(dockerFolder, path)))
        .map((path) => `${name}: there is no ${path}`),
    ];
  });

const independence: Rule = (compose) =>
  each(compose, (name, { depends_on = {}, networks = [] }) => [
    ...('redis' in depends_on ? [`${name} waits for Redis`] : []),
    ...Object.keys(depends_on)
      .filter((other) => !(other in compose.services))
      .map((o) => `${name} waits for ${o}`),
    ...networks
      .filter((network) => !(network in compose.networks))
      .map((n) => `${name}: there is no network ${n}`),
  ]);

const hosts: Rule = (compose) => {
  const reachable = new Map<string, number | undefined>();
  for (const [name, { container_name, build }] of Object.entries(compose.services)) {
    const port = servicePorts[build?.args?.APP as ServiceName];
    for (const host of [name, container_name]) if (host) reachable.set(host, port);
  }
  return each(compose, (name, { environment = {} }) =>
    Object.entries(environment).flatMap(([key, value]) => {
      const [, host, port] =
        /:\/\/(?:[^@/]*@)?([a-z-]+):(\d+)/.exec(value.replace(/\$\{[^}]*\}/g, 'x')) ?? [];
      if (!host) return [];
      const expected = reachable.get(host);
      return reachable.has(host) && (expected ?? Number(port)) === Number(port)
        ? []
        : [`${name}: ${key} leads nowhere`];
    }),
  );
};

/** Everything about compose.yaml that breaks a rule of the house, one line each. */
export const composeFaults: Rule = (compose, known) =>
  [namesAndPorts, confinement, variables, secrets, operators, files, independence, hosts].flatMap((rule) =>
    rule(compose, known),
  );
