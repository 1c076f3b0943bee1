import { databaseOf, isDatabase } from './database-of';

/** Where one server listens. */
export interface RedisAddress {
  readonly host: string;
  readonly port: number;
}

/** How TLS is spoken; an empty object is TLS with the authorities Node trusts. */
export interface RedisTls {
  /** Authority in PEM, when it is not one of those Node trusts. */
  readonly ca?: string;
  readonly rejectUnauthorized?: boolean;
  /** Name the certificate must be for, when it is not the host connected to. */
  readonly servername?: string;
}

/** A master that Sentinels name. */
export interface RedisSentinels {
  readonly nodes: readonly RedisAddress[];
  /** Under which the Sentinels know the master. */
  readonly name: string;
  readonly username?: string;
  readonly password?: string;
  /** Speak TLS with the Sentinels too. */
  readonly tls?: boolean;
}

/** Where Redis is and how long it may take. `cluster` wins over `sentinel`, `sentinel` over `url`, `url` over the rest. */
export interface RedisOptions {
  readonly url?: string;
  readonly host?: string;
  readonly port?: number;
  readonly username?: string;
  readonly password?: string;
  readonly db?: number;
  readonly tls?: RedisTls;
  readonly sentinel?: RedisSentinels;
  /** Nodes of a Cluster to begin with; the rest is learnt from them. */
  readonly cluster?: readonly RedisAddress[];
  /** To connect: finding the server, TCP, TLS, AUTH, SELECT and the first answer. */
  readonly connectTimeoutMs?: number;
  /** For one operation, unless it names a deadline of its own. */
  readonly commandTimeoutMs?: number;
  /** First wait before connecting again; it doubles four times, and each wait is up to half shorter. */
  readonly retryDelayMs?: number;
  /** How often a read whose connection broke is asked again, within its deadline. Writes never are. */
  readonly maxRetries?: number;
  /** Idle time after which TCP asks whether the other end is there; 0: never. */
  readonly keepAliveMs?: number;
  /** A reply that grows beyond this costs the connection instead of the memory. */
  readonly maxReplyBytes?: number;
  /** How often the write connection compares its clock with the server's. */
  readonly clockIntervalMs?: number;
}

/** All of it, with what holds where nothing was said. */
export interface SettledRedisOptions extends RedisOptions {
  readonly host: string;
  readonly port: number;
  readonly db: number;
  readonly connectTimeoutMs: number;
  readonly commandTimeoutMs: number;
  readonly retryDelayMs: number;
  readonly maxRetries: number;
  readonly keepAliveMs: number;
  readonly maxReplyBytes: number;
  readonly clockIntervalMs: number;
}

/** What holds unless an application says otherwise. */
export const defaultRedisOptions = {
  host: '127.0.0.1',
  port: 6379,
  db: 0,
  connectTimeoutMs: 500,
  commandTimeoutMs: 100,
  retryDelayMs: 50,
  maxRetries: 1,
  keepAliveMs: 30_000,
  maxReplyBytes: 16 * 1024 * 1024,
  clockIntervalMs: 1_000,
} as const satisfies RedisOptions;

/** Fills in the defaults and takes the URL apart. Rejects a database that no Redis can have. */
export function settleRedisOptions(options: RedisOptions): SettledRedisOptions {
  const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
  const fromUrl = options.url ? partsOf(options.url, options.tls) : {};
  const settled = { ...defaultRedisOptions, ...given, ...fromUrl };
  if (!isDatabase(settled.db)) throw new Error(`The database of Redis must be a whole number: ${settled.db}`);
  return settled;
}

function partsOf(address: string, tls: RedisTls = {}): RedisOptions {
  const url = new URL(address);
  const db = databaseOf(address);
  return {
    host: url.hostname.replace(/^\[(.*)\]$/, '$1'),
    port: url.port === '' ? defaultRedisOptions.port : Number(url.port),
    ...(url.username === '' ? {} : { username: decodeURIComponent(url.username) }),
    ...(url.password === '' ? {} : { password: decodeURIComponent(url.password) }),
    ...(db === undefined ? {} : { db }),
    ...(url.protocol === 'rediss:' ? { tls } : {}),
  };
}
