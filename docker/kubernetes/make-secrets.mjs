// An example of where secrets come from: prints the Secrets that the manifests name, each value new, for `kubectl create
// -f -`, which refuses where they are there. It is run once: what is sealed with AUTH_SECRET, SIGNING_KEYS_SECRET,
// PUSH_SECRET and STORAGE_SECRET can be read with those alone. What others have given out it takes from its environment.
import { randomBytes } from 'node:crypto';

const refuse = (why) => {
  console.error(why);
  process.exit(1);
};
if (process.stdout.isTTY)
  refuse('What is printed here is secret, and a screen keeps it: | kubectl create -f -');

const given = (name) => process.env[name] || refuse(`${name} is not set.`);
const made = () => randomBytes(24).toString('hex');
const services = ['gateway', 'auth', 'chat', 'video', 'storage'];

/** Where Redis is and who we are to it: whatever of REDIS_… is set, as docs/operating/redis.md has it. */
function redisGiven() {
  const named = ['REDIS_URL', 'REDIS_SENTINELS', 'REDIS_CLUSTER_NODES'];
  if (!named.some((name) => process.env[name])) refuse(`None of ${named.join(', ')} is set.`);
  const own = Object.entries(process.env).filter(([name, value]) => name.startsWith('REDIS_') && value);
  return Object.fromEntries(own);
}

// OWNER_URL: PostgreSQL itself as the owner of the database; POOLER: host:port of PgBouncer, or nothing.
const owner = new URL(given('OWNER_URL'));
const pooler = process.env['POOLER'];
const passwords = Object.fromEntries(services.map((name) => [name, made()]));

/** Both ways to the record, as the service's own role. */
function databaseOf(name) {
  const direct = new URL(owner);
  direct.username = `secureconnect_${name}`;
  direct.password = passwords[name];
  if (!pooler) return { DATABASE_URL: direct.href, DATABASE_DIRECT_URL: '' };
  const pooled = new URL(direct);
  pooled.host = pooler;
  return { DATABASE_URL: pooled.href, DATABASE_DIRECT_URL: direct.href };
}

const secrets = {
  migrate: {
    DATABASE_URL: owner.href,
    ...Object.fromEntries(
      services.map((name) => [`${name.toUpperCase()}_DATABASE_PASSWORD`, passwords[name]]),
    ),
  },
  ...Object.fromEntries(services.map((name) => [`${name}-database`, databaseOf(name)])),
  redis: redisGiven(),
  operator: { OPERATOR_TOKEN: made() },
  auth: { AUTH_SECRET: made(), SIGNING_KEYS_SECRET: made(), SMTP_URL: given('SMTP_URL') },
  video: { PUSH_SECRET: made() },
  storage: {
    STORAGE_SECRET: made(),
    STORAGE_S3_ACCESS_KEY_ID: given('STORAGE_S3_ACCESS_KEY_ID'),
    STORAGE_S3_SECRET_ACCESS_KEY: given('STORAGE_S3_SECRET_ACCESS_KEY'),
  },
};
const secretOf = (name, stringData, namespace = 'secureconnect') => ({
  ...{ apiVersion: 'v1', kind: 'Secret', type: 'Opaque' },
  ...{ metadata: { name, namespace, labels: { 'app.kubernetes.io/part-of': 'secureconnect' } }, stringData },
});
const items = Object.entries(secrets).map(([name, data]) => secretOf(name, data));
// Who may log in to the pooler, and how it logs in to PostgreSQL.
if (pooler) {
  const lines = services.map((name) => `"secureconnect_${name}" "${passwords[name]}"\n`);
  items.push(secretOf('pgbouncer-users', { 'userlist.txt': lines.join('') }, 'data'));
}
console.log(JSON.stringify({ apiVersion: 'v1', kind: 'List', items }, undefined, 2));
