import { Injectable } from '@nestjs/common';
import { InjectSettings, type Sealed, type Transaction, Transactions } from '@secureconnect/platform';
import { DataSource, type EntityManager } from 'typeorm';
import { type PublicJwk } from './make-signing-key';
import { type SigningKeyValues } from './signing-key.settings';
import { type StoredSigningKey } from './stored-signing-key';

// Not now(): that is when a transaction began, and one that waited for the lock would look at an old clock.
const clock = 'statement_timestamp()';
const msUntil = (time: string): string => `(extract(epoch FROM ${time} - ${clock}) * 1000)::float8`;

const lockSql = "SELECT pg_advisory_xact_lock(hashtextextended('signing-keys', 0))";
const listSql = `
  SELECT kid, public_jwk AS jwk, sealed_key AS sealed, sealed_with AS "sealedWith", signs_from AS "signsFrom",
         signs_until AS "signsUntil", published_until AS "publishedUntil", -${msUntil('created_at')} AS "madeMsAgo",
         ${msUntil('signs_from')} AS "signsInMs", ${msUntil('signs_until')} AS "endsInMs"
  FROM signing_keys WHERE published_until > ${clock} ORDER BY signs_from DESC, kid`;
const addSql = `
  INSERT INTO signing_keys (kid, public_jwk, sealed_key, sealed_with, signs_from, signs_until, published_until)
  SELECT $1, $2, $3, $4, first, first + $6 * interval '1 s', first + ($6 + $7) * interval '1 s'
  FROM coalesce((SELECT signs_until FROM signing_keys WHERE kid = $5), ${clock}) AS first`;
const removeSql = `DELETE FROM signing_keys WHERE published_until <= ${clock}`;
/** Whoever has it signs from now on or in so many ms, for a whole life; those before it until then. */
const handOverSql = `
  WITH given AS (SELECT ${clock} + $2 * interval '1 ms' AS moment)
  UPDATE signing_keys SET
    signs_from = CASE WHEN kid = $1 THEN moment ELSE least(signs_from, moment) END,
    signs_until = moment + CASE WHEN kid = $1 THEN $3 ELSE 0 END * interval '1 s',
    published_until = moment + (CASE WHEN kid = $1 THEN $3 ELSE 0 END + $4) * interval '1 s'
  FROM given WHERE kid = $1 OR signs_until > moment`;
const withdrawSql = 'DELETE FROM signing_keys WHERE kid = $1';
const resealSql = 'UPDATE signing_keys SET sealed_key = $2, sealed_with = $3 WHERE kid = $1';

/** The signing keys in PostgreSQL: the record of which there are and when each signs. */
@Injectable()
export class SigningKeyRecord {
  constructor(
    private readonly source: DataSource,
    private readonly transactions: Transactions,
    @InjectSettings() private readonly values: SigningKeyValues,
  ) {}

  /** Runs what changes them, one instance at a time. */
  locked<T>(work: (within: Transaction) => Promise<T>): Promise<T> {
    return this.transactions.run(async (within) => {
      await within.manager.query(lockSql);
      return work(within);
    });
  }

  /** All that are published, those that sign last first. */
  list(manager: EntityManager = this.source.manager): Promise<StoredSigningKey[]> {
    return manager.query(listSql);
  }

  /** Adds one that signs from now on, or from when another one ends. */
  async add(manager: EntityManager, jwk: PublicJwk, key: Sealed, after?: string): Promise<void> {
    const { SIGNING_KEY_LIFE_SECONDS: life, SIGNING_KEY_KEPT_SECONDS: kept } = this.values;
    const values = [jwk.kid, jwk, key.sealed, key.sealedWith, after ?? null, life, kept];
    await manager.query(addSql, values);
  }

  /** Removes those that nobody needs any more; gives their number. */
  async removeEnded(manager: EntityManager): Promise<number> {
    const [, removed] = await manager.query<[unknown, number]>(removeSql);
    return removed;
  }

  /** Removes one, whatever it has signed; false where there is none. */
  async withdraw(manager: EntityManager, kid: string): Promise<boolean> {
    const [, removed] = await manager.query<[unknown, number]>(withdrawSql, [kid]);
    return removed > 0;
  }

  /** Lets one sign in so many ms, and the others until then. */
  async handOver(manager: EntityManager, kid: string, inMs: number): Promise<void> {
    const { SIGNING_KEY_LIFE_SECONDS: life, SIGNING_KEY_KEPT_SECONDS: kept } = this.values;
    await manager.query(handOverSql, [kid, inMs, life, kept]);
  }

  /** Puts one under another seal. */
  async reseal(manager: EntityManager, kid: string, { sealed, sealedWith }: Sealed): Promise<void> {
    await manager.query(resealSql, [kid, sealed, sealedWith]);
  }
}
