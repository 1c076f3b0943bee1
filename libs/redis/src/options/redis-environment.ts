import { readFileSync } from 'node:fs';
import { databaseOf } from './database-of';
import { type RedisAddress, type RedisOptions, type RedisTls } from './redis.options';

type Value = string | number | boolean | readonly string[] | undefined;

/** The variables Redis is configured with; values as the environment has them, or already read. */
export const redisVariables = {
  REDIS_URL: 'the whole address of Redis; it wins over the single parts',
  REDIS_HOST: 'host of Redis',
  REDIS_PORT: 'port of Redis',
  REDIS_USERNAME: 'ACL user; empty: the default user',
  REDIS_PASSWORD: 'password of Redis; empty: none',
  REDIS_DB: 'number of the database; a Cluster has only 0',
  REDIS_TLS: 'speak TLS',
  REDIS_TLS_CA: 'authority of the certificate: PEM, or the path of a file with it',
  REDIS_TLS_REJECT_UNAUTHORIZED: 'refuse a certificate that cannot be verified',
  REDIS_TLS_SERVERNAME: 'name the certificate must be for; empty: the host',
  REDIS_SENTINELS: 'Sentinels, host:port, separated by commas',
  REDIS_SENTINEL_NAME: 'name under which the Sentinels know the master',
  REDIS_SENTINEL_USERNAME: 'ACL user of the Sentinels',
  REDIS_SENTINEL_PASSWORD: 'password of the Sentinels; empty: none',
  REDIS_SENTINEL_TLS: 'speak TLS with the Sentinels too',
  REDIS_CLUSTER_ENABLED: 'Redis is a Cluster',
  REDIS_CLUSTER_NODES: 'nodes of the Cluster to begin with, host:port, separated by commas',
  REDIS_CONNECT_TIMEOUT: 'milliseconds to connect, handshake included',
  REDIS_COMMAND_TIMEOUT: 'milliseconds one operation may take',
  REDIS_RETRY_DELAY: 'milliseconds before connecting again; doubled four times at most, jittered',
  REDIS_MAX_RETRIES:
    'how often a read whose connection broke is asked again within its deadline; writes never',
  REDIS_KEEP_ALIVE: 'idle milliseconds before TCP asks whether Redis is there; 0: never',
} as const;

/** What `redisOptionsFrom` reads. */
export type RedisEnvironment = { readonly [Name in keyof typeof redisVariables]?: Value };

/** Options of the variables; what is unset or empty is left to the defaults. Rejects what cannot be meant. */
export function redisOptionsFrom(values: RedisEnvironment): RedisOptions {
  const tls = isOn(values.REDIS_TLS) || String(values.REDIS_URL ?? '').startsWith('rediss:');
  const sentinels = addresses(values.REDIS_SENTINELS, 26_379);
  const options = {
    url: urlFrom(values),
    host: text(values.REDIS_HOST),
    port: whole('REDIS_PORT', values.REDIS_PORT),
    username: text(values.REDIS_USERNAME),
    password: text(values.REDIS_PASSWORD),
    db: whole('REDIS_DB', values.REDIS_DB),
    tls: tls ? tlsFrom(values) : undefined,
    sentinel: sentinels.length > 0 ? sentinelFrom(values, sentinels) : undefined,
    cluster: isOn(values.REDIS_CLUSTER_ENABLED) ? clusterFrom(values) : undefined,
    connectTimeoutMs: whole('REDIS_CONNECT_TIMEOUT', values.REDIS_CONNECT_TIMEOUT),
    commandTimeoutMs: whole('REDIS_COMMAND_TIMEOUT', values.REDIS_COMMAND_TIMEOUT),
    retryDelayMs: whole('REDIS_RETRY_DELAY', values.REDIS_RETRY_DELAY),
    maxRetries: whole('REDIS_MAX_RETRIES', values.REDIS_MAX_RETRIES),
    keepAliveMs: whole('REDIS_KEEP_ALIVE', values.REDIS_KEEP_ALIVE),
  };
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}

function urlFrom(values: RedisEnvironment): string | undefined {
  const url = text(values.REDIS_URL);
  if (url === undefined) return undefined;
  try {
    databaseOf(url);
    return url;
  } catch (error) {
    // The address itself is not told: it may hold a password.
    throw new Error(`REDIS_URL must ${URL.canParse(url) ? (error as Error).message : 'be a URL'}`);
  }
}

function tlsFrom(values: RedisEnvironment): RedisTls {
  const ca = text(values.REDIS_TLS_CA);
  const strict = text(values.REDIS_TLS_REJECT_UNAUTHORIZED);
  const servername = text(values.REDIS_TLS_SERVERNAME);
  return {
    ...(ca === undefined ? {} : { ca: ca.startsWith('-----BEGIN') ? ca : readFileSync(ca, 'utf8') }),
    ...(strict === undefined ? {} : { rejectUnauthorized: isOn(strict) }),
    ...(servername === undefined ? {} : { servername }),
  };
}

function sentinelFrom(values: RedisEnvironment, nodes: RedisAddress[]): RedisOptions['sentinel'] {
  const name = text(values.REDIS_SENTINEL_NAME);
  if (name === undefined)
    throw new Error('REDIS_SENTINELS needs REDIS_SENTINEL_NAME, the name of the master');
  const username = text(values.REDIS_SENTINEL_USERNAME);
  const password = text(values.REDIS_SENTINEL_PASSWORD);
  const login = { ...(username && { username }), ...(password && { password }) };
  return { nodes, name, ...login, tls: isOn(values.REDIS_SENTINEL_TLS) };
}

function clusterFrom(values: RedisEnvironment): RedisAddress[] {
  const nodes = addresses(values.REDIS_CLUSTER_NODES, 6_379);
  if (nodes.length === 0)
    throw new Error('REDIS_CLUSTER_ENABLED needs REDIS_CLUSTER_NODES, host:port,host:port');
  if ((whole('REDIS_DB', values.REDIS_DB) ?? 0) !== 0)
    throw new Error('A Cluster has only the database 0: REDIS_DB');
  return nodes;
}

const text = (value: Value): string | undefined =>
  value === undefined || value === '' ? undefined : String(value);

const isOn = (value: Value): boolean => value === true || value === 'true' || value === '1';

function whole(name: string, value: Value): number | undefined {
  if (text(value) === undefined) return undefined;
  const number = Number(value);
  if (!Number.isInteger(number) || number < 0)
    throw new Error(`${name} must be a whole number: ${String(value)}`);
  return number;
}

function addresses(value: Value, port: number): RedisAddress[] {
  const list = Array.isArray(value) ? (value as readonly string[]) : (text(value)?.split(',') ?? []);
  return list.filter((each) => each.trim() !== '').map((each) => addressOf(each.trim(), port));
}

function addressOf(text: string, port: number): RedisAddress {
  const url = new URL(text.includes('://') ? text : `redis://${text}`);
  return { host: url.hostname.replace(/^\[(.*)\]$/, '$1'), port: url.port === '' ? port : Number(url.port) };
}
