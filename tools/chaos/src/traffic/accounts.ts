import { randomUUID } from 'node:crypto';
import { hash } from '@node-rs/argon2';
import { type PostgresServer } from '@secureconnect/testing';
import { newAddress } from './network-address';

/** Somebody with an account. */
export interface Account {
  readonly name: string;
  readonly id: string;
  readonly email: string;
  /** Where she asks from, always the same. */
  readonly from: string;
}

const seedSql = `
  INSERT INTO auth.users (id, email, email_key, username, username_key, password_hash, email_verified_at)
  SELECT id, name || '@storm.example', name || '@storm.example', name, name, $3, now()
  FROM unnest($1::uuid[], $2::text[]) AS seed (id, name)`;

/** Makes accounts by the record alone, verified; one hash serves all, for hashing a password for each would take minutes. */
export class Accounts {
  private constructor(
    private readonly postgres: PostgresServer,
    private readonly hash: string,
  ) {}

  static async of(postgres: PostgresServer, password: string): Promise<Accounts> {
    return new Accounts(postgres, await hash(password, { memoryCost: 19_456, timeCost: 2, parallelism: 1 }));
  }

  /** Rejects while PostgreSQL is away. */
  async make(names: readonly string[]): Promise<Account[]> {
    const made = names.map((name) => ({
      ...{ name, id: randomUUID(), email: `${name}@storm.example`, from: newAddress() },
    }));
    await this.postgres.sql(seedSql, [made.map(({ id }) => id), names, this.hash]);
    return made;
  }
}
