import { serviceNames, type ServiceName } from '@secureconnect/contracts';
import { type KnownSetting, type KnownSettings } from '../docker/compose-rules';
import { type Container, type Manifest, workloads } from './manifest';

/** The variables of a container: what each is set to, where that stands in the manifests. */
export function environmentOf(
  { env = [], envFrom = [] }: Container,
  all: readonly Manifest[],
): Map<string, string> {
  const found = new Map<string, string>();
  const mapOf = (name?: string) =>
    all.find(({ kind, metadata }) => kind === 'ConfigMap' && metadata.name === name)?.data ?? {};
  for (const { configMapRef } of envFrom)
    for (const [name, value] of Object.entries(mapOf(configMapRef?.name))) found.set(name, value);
  for (const { name, value, valueFrom } of env) {
    const ref = valueFrom?.configMapKeyRef;
    found.set(name, value ?? (ref ? (mapOf(ref.name)[ref.key] ?? '') : ''));
  }
  return found;
}

const isService = (name: string): name is ServiceName => (serviceNames as readonly string[]).includes(name);
/** Each is refused at start without the other. */
const together = [['TURN_SECRET', 'TURN_URLS']] as const;
const ofMigrate = serviceNames.map((name) => `${name.toUpperCase()}_DATABASE_PASSWORD`);

/** What migrating reads: the database's settings, and a password for each role. */
const migrates = (known: KnownSettings): KnownSetting[] => [
  ...Object.values(known).flat().filter(({ name }) => name.startsWith('DATABASE_')), // prettier-ignore
  { name: 'NODE_ENV', default: '', secret: false },
  ...ofMigrate.map((name) => ({ name, default: '', secret: true })),
];
const settingsOf = ({ name }: Container, known: KnownSettings): readonly KnownSetting[] =>
  isService(name) ? known[name] : migrates(known);

/** What a role has by itself from migrating, and its service looks for behind a pooler. */
const ofRoles = 'DATABASE_STATEMENT_TIMEOUT_MS';

/** Variables that nobody reads, and those that somebody must have and has not. */
export function environmentFaults(all: readonly Manifest[], known: KnownSettings): string[] {
  const running = workloads(all).flatMap(({ spec }) => spec.template.spec.containers);
  const given = running.map((container) => ({ container, set: environmentOf(container, all) }));
  const limit = given.find(({ container }) => container.name === 'migrate')?.set.get(ofRoles);
  return given.flatMap(({ container, set }) => [
    ...variableFaults(container, set, settingsOf(container, known)),
    ...(set.get(ofRoles) === limit
      ? []
      : [`migrate gives the role of ${container.name} another ${ofRoles} than it asks for`]),
  ]);
}

function variableFaults(
  { name }: Container,
  set: ReadonlyMap<string, string>,
  settings: readonly KnownSetting[],
): string[] {
  const names = new Set(settings.map((setting) => setting.name));
  const needed = [
    ...settings.filter((setting) => setting.default === null).map((setting) => setting.name),
    ...(isService(name) ? ['HOST', 'DATABASE_DIRECT_URL'] : ofMigrate),
  ];
  return [
    ...[...set.keys()]
      .filter((variable) => !names.has(variable))
      .map((variable) => `${name}: ${variable} is unknown`),
    ...needed.filter((variable) => !set.has(variable)).map((variable) => `${name}: ${variable} must be set`),
    ...together
      .filter(([one, other]) => set.has(one) !== set.has(other))
      .map(([one, other]) => `${name} may be given ${one} or ${other} alone`),
    ...(set.has('HOST') && set.get('HOST') !== '0.0.0.0' ? [`${name} listens to itself alone`] : []),
  ];
}

/** The keys of each ConfigMap here, and of each Secret that is made. */
export type KnownKeys = ReadonlyMap<string, readonly string[]>;

/** References that lead nowhere, in one container. */
function lostKeys({ name, env = [] }: Container, maps: KnownKeys, made: KnownKeys): string[] {
  return env.flatMap((variable) => {
    const { secretKeyRef, configMapKeyRef } = variable.valueFrom ?? {};
    const [ref, keys] = secretKeyRef ? [secretKeyRef, made] : [configMapKeyRef, maps];
    if (!ref || ref.optional === true || keys.get(ref.name)?.includes(ref.key) === true) return [];
    return [`${name}: ${variable.name} is taken from ${ref.name}/${ref.key}, which nobody makes`];
  });
}

/** Whole Secrets that a container reads: what in them is no setting, or that there is none that says where Redis is. */
function wholeSecrets(
  { name, envFrom = [] }: Container,
  settings: readonly KnownSetting[],
  made: KnownKeys,
): string[] {
  const read = envFrom.flatMap(({ secretRef }) => secretRef?.name ?? []);
  const names = new Set(settings.map((setting) => setting.name));
  return [
    ...(isService(name) && !read.includes('redis') ? [`${name} is not told where Redis is`] : []),
    ...read
      .filter((secret) => !made.has(secret))
      .map((secret) => `${name} reads ${secret}, which nobody makes`),
    ...read.flatMap((secret) =>
      (made.get(secret) ?? []).filter((key) => !names.has(key)).map((key) => `${name}: ${key} is unknown`),
    ),
  ];
}

/** Secrets in the manifests, and references to what nobody makes. */
export function secretFaults(all: readonly Manifest[], known: KnownSettings, made: KnownKeys): string[] {
  const ofKind = (wanted: string) => all.filter(({ kind }) => kind === wanted);
  const maps = new Map(
    ofKind('ConfigMap').map(({ metadata, data }) => [metadata.name, Object.keys(data ?? {})]),
  );
  const containers = workloads(all).flatMap(({ spec }) => spec.template.spec.containers);
  return [
    ...ofKind('Secret').map(({ metadata }) => `the Secret ${metadata.name} is in the repository`),
    ...containers.flatMap((container) => {
      const settings = settingsOf(container, known);
      const secret = new Set(settings.flatMap((one) => (one.secret ? [one.name] : [])));
      const written = [...environmentOf(container, all)].filter(
        ([name, value]) => secret.has(name) && value !== '',
      );
      return [
        ...written.map(([name]) => `${container.name}: ${name} is written down`),
        ...lostKeys(container, maps, made),
        ...wholeSecrets(container, settings, made),
      ];
    }),
  ];
}
