import { randomUUID } from 'node:crypto';
import { hashSync } from '@node-rs/argon2';
import { type PostgresServer } from '@secureconnect/testing';
import { type Account, password } from './person';

const seedSql = `
  INSERT INTO auth.users (id, email, email_key, username, username_key, password_hash, email_verified_at)
  SELECT id, email, email, name, name, $4, now() FROM unnest($1::uuid[], $2::text[], $3::text[]) AS seed (id, email, name)`;

let hash: string | undefined;
let made = 0;

/** Makes accounts by the record alone: hashing a password for each would take longer than all that is asked. */
export async function seedAccounts(postgres: PostgresServer, count: number): Promise<Account[]> {
  hash ??= hashSync(password, { memoryCost: 19_456, timeCost: 2, parallelism: 1 });
  const accounts = Array.from({ length: count }, () => {
    made += 1;
    return { id: randomUUID(), email: `matrix-${made}@example.com`, username: `matrix-${made}` };
  });
  const columns = [accounts.map(({ id }) => id), accounts.map(({ email }) => email)];
  await postgres.sql(seedSql, [...columns, accounts.map(({ username }) => username), hash]);
  return accounts;
}
