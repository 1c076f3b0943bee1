import {
  databaseOf,
  defaultRedisOptions as defaults,
  redisVariables as meanings,
} from '@secureconnect/redis';
import { type Setting, type SettingOptions, type SettingRule } from './setting';
import { bool, certificate, int, isAddress, list, port, text, url } from './setting-kinds';

/** A Cluster, Sentinels and one server exclude each other; whatever else was named would be left out without a word. */
const clusterAlone: readonly SettingRule[] = [
  {
    with: ['REDIS_CLUSTER_NODES'],
    fault: (enabled, [nodes]) =>
      enabled === true && isEmpty(nodes) && 'come with REDIS_CLUSTER_NODES, the nodes to begin with',
  },
  {
    with: ['REDIS_URL'],
    fault: (enabled, [address]) =>
      enabled === true && !isEmpty(address) && 'be false while REDIS_URL names one server',
  },
  {
    with: ['REDIS_SENTINELS'],
    fault: (enabled, [sentinels]) =>
      enabled === true && !isEmpty(sentinels) && 'be false while REDIS_SENTINELS are set: a Cluster has none',
  },
  {
    with: ['REDIS_DB'],
    fault: (enabled, [db]) =>
      enabled === true && db !== 0 && 'be false while REDIS_DB is not 0: a Cluster has no other database',
  },
];

const sentinelsAlone: readonly SettingRule[] = [
  {
    with: ['REDIS_SENTINEL_NAME'],
    fault: (sentinels, [name]) =>
      !isEmpty(sentinels) && name === '' && 'come with REDIS_SENTINEL_NAME, the name of the master',
  },
  {
    with: ['REDIS_URL'],
    fault: (sentinels, [address]) =>
      !isEmpty(sentinels) && !isEmpty(address) && 'be empty while REDIS_URL names one server',
  },
];

/** One of the two would be left out without a word. */
const urlAlone: readonly SettingRule[] = [
  {
    with: ['REDIS_DB'],
    fault: (address, [db]) => {
      const named = isEmpty(address) ? undefined : databaseOf(String(address));
      return named !== undefined && db !== 0 && db !== named && 'name the same database as REDIS_DB';
    },
  },
  {
    with: ['REDIS_TLS'],
    fault: (address, [tls]) =>
      tls === true && String(address).startsWith('redis:') && 'begin with rediss:// while REDIS_TLS is true',
  },
];

const onlyWithCluster: readonly SettingRule[] = [
  {
    with: ['REDIS_CLUSTER_ENABLED'],
    fault: (nodes, [enabled]) => !isEmpty(nodes) && !enabled && 'come with REDIS_CLUSTER_ENABLED=true',
  },
];

/** Whoever says how TLS is to be spoken believes that it is. */
const onlyWithTls = (unset: string | boolean): readonly SettingRule[] => [
  {
    with: ['REDIS_TLS', 'REDIS_URL'],
    fault: (value, [tls, address]) =>
      value !== unset && !tls && !String(address).startsWith('rediss:') && 'come with REDIS_TLS=true',
  },
];

const onlyWithSentinels: readonly SettingRule[] = [
  {
    with: ['REDIS_SENTINELS'],
    fault: (value, [sentinels]) =>
      value !== '' && value !== false && isEmpty(sentinels) && 'come with REDIS_SENTINELS',
  },
];

function isEmpty(value: unknown): boolean {
  return (value as string | readonly string[]).length === 0;
}

/** A database in the path must be one, or the service would talk to another. */
function redisUrl(options: SettingOptions): Setting<string> {
  const address = url(['redis', 'rediss'], options);
  const parse = (given: string): string => {
    const value = address.parse(given);
    if (value !== '') databaseOf(value);
    return value;
  };
  return { ...address, parse };
}

const loginSettings = {
  REDIS_USERNAME: text({ meaning: meanings.REDIS_USERNAME, default: '' }),
  REDIS_PASSWORD: text({ meaning: meanings.REDIS_PASSWORD, default: '', secret: true }),
  REDIS_DB: int(0, 15, { meaning: meanings.REDIS_DB, default: defaults.db }),
  REDIS_TLS: bool({ meaning: meanings.REDIS_TLS, default: false }),
  REDIS_TLS_CA: certificate({ meaning: meanings.REDIS_TLS_CA, default: '', rules: onlyWithTls('') }),
  REDIS_TLS_REJECT_UNAUTHORIZED: bool({
    meaning: meanings.REDIS_TLS_REJECT_UNAUTHORIZED,
    default: true,
    rules: onlyWithTls(true),
  }),
  REDIS_TLS_SERVERNAME: text({
    meaning: meanings.REDIS_TLS_SERVERNAME,
    default: '',
    rules: onlyWithTls(''),
  }),
};

const groupSettings = {
  REDIS_SENTINELS: list('host:port', isAddress, {
    meaning: meanings.REDIS_SENTINELS,
    default: '',
    rules: sentinelsAlone,
  }),
  REDIS_SENTINEL_NAME: text({
    meaning: meanings.REDIS_SENTINEL_NAME,
    default: '',
    rules: onlyWithSentinels,
  }),
  REDIS_SENTINEL_USERNAME: text({
    meaning: meanings.REDIS_SENTINEL_USERNAME,
    default: '',
    rules: onlyWithSentinels,
  }),
  REDIS_SENTINEL_PASSWORD: text({
    meaning: meanings.REDIS_SENTINEL_PASSWORD,
    default: '',
    secret: true,
    rules: onlyWithSentinels,
  }),
  REDIS_SENTINEL_TLS: bool({
    meaning: meanings.REDIS_SENTINEL_TLS,
    default: false,
    rules: onlyWithSentinels,
  }),
  REDIS_CLUSTER_ENABLED: bool({
    meaning: meanings.REDIS_CLUSTER_ENABLED,
    default: false,
    rules: clusterAlone,
  }),
  REDIS_CLUSTER_NODES: list('host:port', isAddress, {
    meaning: meanings.REDIS_CLUSTER_NODES,
    default: '',
    rules: onlyWithCluster,
  }),
};

const paceSettings = {
  REDIS_CONNECT_TIMEOUT: int(10, 60_000, {
    meaning: meanings.REDIS_CONNECT_TIMEOUT,
    default: defaults.connectTimeoutMs,
  }),
  REDIS_COMMAND_TIMEOUT: int(10, 60_000, {
    meaning: meanings.REDIS_COMMAND_TIMEOUT,
    default: defaults.commandTimeoutMs,
  }),
  REDIS_RETRY_DELAY: int(1, 60_000, {
    meaning: meanings.REDIS_RETRY_DELAY,
    default: defaults.retryDelayMs,
  }),
  REDIS_MAX_RETRIES: int(0, 10, { meaning: meanings.REDIS_MAX_RETRIES, default: defaults.maxRetries }),
  REDIS_KEEP_ALIVE: int(0, 3_600_000, {
    meaning: meanings.REDIS_KEEP_ALIVE,
    default: defaults.keepAliveMs,
  }),
  REDIS_HEALTH_CHECK_INTERVAL: int(1, 3_600, {
    meaning: 'seconds between two probes of Redis while all is well; while it is away they are faster',
    default: 10,
  }),
};

/** Where Redis is, who we are to it and how long it may take: one server, Sentinels or a Cluster. */
export const redisSettings = {
  ENABLE_REDIS_FALLBACK: bool({
    meaning: 'what may fall back is served by the next tier while Redis is away; false: refused with 503',
    default: true,
  }),
  REDIS_URL: redisUrl({ meaning: meanings.REDIS_URL, default: '', secret: true, rules: urlAlone }),
  REDIS_HOST: text({ meaning: meanings.REDIS_HOST, default: defaults.host }),
  REDIS_PORT: port({ meaning: meanings.REDIS_PORT, default: defaults.port }),
  ...loginSettings,
  ...groupSettings,
  ...paceSettings,
};
