import { randomUUID } from 'node:crypto';
import { type LoginAnswer } from '@secureconnect/client';
import { hashSync } from '@node-rs/argon2';
import { type PostgresServer } from '@secureconnect/testing';

/** The password of everybody; one hash serves all of them. */
export const password = 'a pass phrase that nobody has';

/** Whoever stands in auth's record, verified and ready to log in. */
export interface Person {
  readonly id: string;
  readonly email: string;
}

/** A login of somebody. */
export interface Session {
  readonly person: Person;
  readonly token: string;
  /** As the login was answered. */
  readonly answer: LoginAnswer;
}

const seedSql = `
  INSERT INTO auth.users (id, email, email_key, username, username_key, password_hash, email_verified_at)
  SELECT id, name || '@example.com', name || '@example.com', name, name, $3, now()
  FROM unnest($1::uuid[], $2::text[]) AS seed (id, name)`;

let hash: string | undefined;
let made = 0;

/** Makes accounts by the record alone, for hashing a password for each would take longer than the tests. */
export async function seedPeople(postgres: PostgresServer, count: number): Promise<Person[]> {
  hash ??= hashSync(password, { memoryCost: 19_456, timeCost: 2, parallelism: 1 });
  const names = Array.from({ length: count }, () => `person-${(made += 1)}`);
  const people = names.map((name) => ({ id: randomUUID(), email: `${name}@example.com` }));
  await postgres.sql(seedSql, [people.map(({ id }) => id), names, hash]);
  return people;
}
