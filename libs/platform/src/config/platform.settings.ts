import { tracingSettings } from '../tracing/tracing.settings';
import { cacheSettings } from './cache.settings';
import { outageSettings } from './outage.settings';
import { redisSettings } from './redis.settings';
import { type ValuesOf } from './setting';
import { bool, int, isNetwork, isOrigin, list, oneOf, port, secretText, text, url } from './setting-kinds';

const ms = 'milliseconds';

/** What reaching the database takes; all that migrating reads. */
export const databaseSettings = {
  DATABASE_URL: url(['postgres', 'postgresql'], {
    meaning: 'the PostgreSQL that holds the record',
    developmentDefault: 'postgres://postgres@127.0.0.1:5432/secureconnect',
    secret: true,
  }),
  DATABASE_DIRECT_URL: url(['postgres', 'postgresql'], {
    meaning:
      'PostgreSQL itself, where DATABASE_URL leads to a pooler in transaction mode: for migrations, LISTEN and locks that outlast a transaction; empty: DATABASE_URL is PostgreSQL',
    default: '',
    secret: true,
  }),
  DATABASE_ROLE_PASSWORD: text({
    meaning:
      "set by migrate as the password of this service's own role, which may then log in; empty: the role stays as it is",
    default: '',
    secret: true,
  }),
  DATABASE_POOL_SIZE: int(1, 1_000, { meaning: 'connections one instance keeps at most', default: 10 }),
  DATABASE_CONNECT_TIMEOUT_MS: int(10, 60_000, {
    meaning: `${ms} to wait for a connection, a free one of the pool included`,
    default: 1_000,
  }),
  DATABASE_STATEMENT_TIMEOUT_MS: int(10, 600_000, {
    meaning: `${ms} one statement may run; shorter than UPSTREAM_DEADLINE_MS, so that who asks learns what is wrong`,
    default: 4_000,
  }),
  MIGRATE_ON_START: bool({
    meaning: 'bring the schema up to date at start; DATABASE_URL must then name an owner of the database',
    default: false,
    developmentDefault: true,
  }),
};

const trafficSettings = {
  REQUEST_TIMEOUT_MS: int(100, 600_000, {
    meaning: `${ms} a request may take before it is answered with 503 deadline_exceeded`,
    default: 10_000,
  }),
  REQUESTS_PER_CONNECTION: int(0, 1_000_000, {
    meaning:
      'requests after which a connection is ended, so that whoever keeps connections to one address meets the instances that came there since; 0: never, nor ever at the gateway',
    default: 0,
  }),
  SHUTDOWN_DELAY_MS: int(0, 60_000, {
    meaning: `${ms} a stopping service still accepts connections, so that balancers see it is not ready`,
    default: 1_000,
    developmentDefault: 200,
  }),
  SHUTDOWN_TIMEOUT_MS: int(100, 600_000, {
    meaning: `${ms} running requests may take to finish once a stopping service accepts no more`,
    default: 8_000,
  }),
  TRUSTED_PROXIES: list('addresses or networks', isNetwork, {
    meaning: 'whose X-Forwarded-* headers are believed; empty: nobody',
    default: '',
  }),
  CORS_ORIGINS: list('origins', isOrigin, {
    meaning: 'web origins that may call from a browser and open sockets; empty: none but the own',
    default: '',
  }),
};

const operatorSettings = {
  OPERATOR_TOKEN: secretText(24, {
    meaning:
      'token with which an operator signs in on the page of the gateway at /operator, forces breakers under /health/breakers and acts under /operator; empty: nobody may',
    default: '',
  }),
};

/** What every service reads; PORT's default is the service's own. */
export const platformSettings = (defaultPort: number) => ({
  NODE_ENV: oneOf(['development', 'test', 'production'], {
    meaning: 'production: JSON logs, no development defaults, migrations only by npm run migrate',
    default: 'development',
  }),
  HOST: text({ meaning: 'address to listen on; 0.0.0.0 for every interface', default: '127.0.0.1' }),
  PORT: port({ meaning: 'port to listen on; 0 picks a free one', default: defaultPort }),
  LOG_LEVEL: oneOf(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'], {
    meaning: 'the least important log lines still written',
    default: 'info',
  }),
  ...trafficSettings,
  ...databaseSettings,
  ...redisSettings,
  ...outageSettings,
  ...cacheSettings,
  ...operatorSettings,
  ...tracingSettings,
});

/** The values every service has. */
export type PlatformValues = ValuesOf<ReturnType<typeof platformSettings>>;

/** The values that reaching the database takes. */
export type DatabaseValues = ValuesOf<typeof databaseSettings>;
