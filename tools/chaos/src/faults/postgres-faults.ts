import { type PostgresServer } from '@secureconnect/testing';
import { type StormFault } from './storm-fault';

const dropSql =
  'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND backend_type = $1';

const postgresFault = (
  name: string,
  does: string,
  on: (postgres: PostgresServer) => unknown,
  off: (postgres: PostgresServer) => unknown = () => undefined,
): StormFault => ({
  ...{ name, does, takes: 'postgres' as const, forms: ['standalone', 'sentinel', 'cluster'] as const },
  targets: () => ['postgres'],
  begin: async ({ postgres }) => {
    await on(postgres);
    return async () => void (await off(postgres));
  },
});

/** What happens to PostgreSQL: nothing that was acknowledged may be gone afterwards. */
export const postgresFaults: readonly StormFault[] = [
  postgresFault(
    'postgres-killed',
    'PostgreSQL is killed, and comes back with all that was committed',
    (postgres) => postgres.kill(),
    (postgres) => postgres.start(),
  ),
  postgresFault(
    'postgres-stopped',
    'PostgreSQL is stopped in order, and started again',
    (postgres) => postgres.stop(),
    (postgres) => postgres.start(),
  ),
  postgresFault(
    'postgres-frozen',
    'PostgreSQL is frozen: it takes connections and never answers, and later does all it was sent',
    (postgres) => postgres.freeze(),
    (postgres) => postgres.thaw(),
  ),
  postgresFault('postgres-clients-dropped', 'all connections to PostgreSQL are dropped once', (postgres) =>
    postgres.sql(dropSql, ['client backend']),
  ),
];
