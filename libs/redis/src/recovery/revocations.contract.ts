import { Injectable } from '@nestjs/common';
import {
  Failover,
  type FailoverStore,
  Fallback,
  isRevoked,
  type KeptStore,
  KeptWrites,
  ReconcilableStores,
  type Revocation,
  revocationRule,
} from '@secureconnect/resilience';
import { type Pool } from 'pg';
import { RedisGate } from '../gate/redis-gate';
import { type RedisMergedKeys } from './redis-merged-keys';
import { RedisMergeStore } from './redis-merge-store';

/** The record of revocations, in PostgreSQL. */
export class RevocationRecord {
  constructor(private readonly pool: Pool) {}

  async create(): Promise<void> {
    await this.pool.query(
      'create table revoked (jti text primary key, ends timestamptz, made timestamptz default now())',
    );
  }

  async add(jti: string, { expiresAt }: Revocation): Promise<void> {
    const text = `insert into revoked (jti, ends) values ($1, to_timestamp($2 / 1000.0))
      on conflict (jti) do update set ends = greatest(revoked.ends, excluded.ends)`;
    await this.pool.query(text, [jti, expiresAt]);
  }

  async find(jti: string): Promise<Revocation | undefined> {
    const text = 'select extract(epoch from ends) * 1000 as ends from revoked where jti = $1';
    const [row] = (await this.pool.query<{ ends: string }>(text, [jti])).rows;
    return row && { expiresAt: Number(row.ends) };
  }

  async *all(since = 0): AsyncGenerator<{ key: string; state: Revocation }> {
    const text = `select jti, extract(epoch from ends) * 1000 as ends from revoked
      where made >= to_timestamp($1 / 1000.0) and ends > now()`;
    const { rows } = await this.pool.query<{ jti: string; ends: string }>(text, [since]);
    for (const { jti, ends } of rows) yield { key: jti, state: { expiresAt: Number(ends) } };
  }
}

/** A whole store, as the page on failing over shows it. */
@Injectable()
export class Revocations {
  private readonly store: FailoverStore;
  private readonly kept: KeptStore<Revocation>;
  private readonly inRedis: RedisMergedKeys<Revocation>;

  constructor(
    private readonly record: RevocationRecord,
    failover: Failover,
    writes: KeptWrites,
    stores: ReconcilableStores,
    gate: RedisGate,
  ) {
    const name = 'revocations';
    this.kept = writes.store({ name, rule: revocationRule, isDurable: true });
    this.store = failover.store({
      name,
      pending: this.kept,
      guarantees: { redis: 'known to every instance at once', postgres: 'the same, a query slower' },
    });
    const recovery = new RedisMergeStore({
      name,
      gate,
      prefix: 'revoked:',
      rule: revocationRule,
      pending: this.kept,
      record: (since) => record.all(since),
    });
    stores.register(recovery);
    this.inRedis = recovery.keys;
  }

  @Fallback('revocations.revoke', 'revocations', { tiers: ['redis', 'postgres'] })
  async revoke(jti: string, revocation: Revocation): Promise<void> {
    await this.record.add(jti, revocation);
    await this.store.writeRecorded('revocations.revoke', {
      redis: (deadline) => this.inRedis.merge([{ key: jti, state: revocation }], { deadline }),
      keep: () => this.kept.keep(jti, revocation),
      key: jti,
    });
  }

  @Fallback('revocations.find', 'revocations', { tiers: ['redis', 'postgres'] })
  async isRevoked(jti: string): Promise<boolean> {
    const revocation = await this.store.call('revocations.find', {
      kind: 'read',
      key: jti,
      redis: (deadline) => this.inRedis.read(jti, deadline),
      postgres: () => this.record.find(jti),
    });
    return isRevoked(revocation, Date.now());
  }
}
