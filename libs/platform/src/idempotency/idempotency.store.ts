import { Inject, Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { newId } from '../database/new-id';
import { IDEMPOTENCY_OPTIONS } from './idempotency.constants';
import { type IdempotencyOptions } from './idempotency.options';
import { type IdempotentAnswer } from './idempotent-answer';
import { type IdempotentRequest } from './idempotent-request';

/** The right to carry a request out; whoever holds a later claim on the same key has ended it. */
export interface Claim {
  readonly request: IdempotentRequest;
  readonly token: string;
}

/** Who comes first claims; the others learn how it stands. */
export type Claiming =
  | { readonly outcome: 'claimed'; readonly claim: Claim }
  | { readonly outcome: 'answered'; readonly answer: IdempotentAnswer }
  | { readonly outcome: 'running' | 'reused' };

/** An expired key is free for anything, a crashed request's only for the same request. */
const claimSql = `
  INSERT INTO idempotency_keys AS held (operation, caller, key_hash, request_hash, claim, claimed_until, expires_at)
  VALUES ($1, $2, $3, $4, $5, now() + $6 * interval '1 ms', now() + $7 * interval '1 ms')
  ON CONFLICT (operation, caller, key_hash) DO UPDATE
    SET request_hash = excluded.request_hash, claim = excluded.claim, claimed_until = excluded.claimed_until,
        answer = NULL, expires_at = excluded.expires_at
    WHERE held.expires_at <= now()
       OR (held.answer IS NULL AND held.claimed_until <= now() AND held.request_hash = excluded.request_hash)
  RETURNING claim`;
const findSql = `
  SELECT request_hash, answer FROM idempotency_keys WHERE operation = $1 AND caller = $2 AND key_hash = $3`;
const keepSql = `
  UPDATE idempotency_keys SET answer = $5
  WHERE operation = $1 AND caller = $2 AND key_hash = $3 AND claim = $4 AND answer IS NULL`;
const releaseSql = `
  DELETE FROM idempotency_keys
  WHERE operation = $1 AND caller = $2 AND key_hash = $3 AND claim = $4 AND answer IS NULL`;
const cleanSql = `
  DELETE FROM idempotency_keys WHERE (operation, caller, key_hash) IN (
    SELECT operation, caller, key_hash FROM idempotency_keys WHERE expires_at <= now()
    ORDER BY expires_at LIMIT $1 FOR UPDATE SKIP LOCKED)`;

const whereOf = ({ operation, caller, keyHash }: IdempotentRequest) => [operation, caller, keyHash];

/** The record, in PostgreSQL, of creates and their answers; right for any number of instances. */
@Injectable()
export class IdempotencyStore {
  constructor(
    private readonly source: DataSource,
    @Inject(IDEMPOTENCY_OPTIONS) private readonly options: IdempotencyOptions,
  ) {}

  async claim(request: IdempotentRequest): Promise<Claiming> {
    const { leaseMs, keepMs } = this.options;
    const token = newId();
    const values = [...whereOf(request), request.requestHash, token, leaseMs, keepMs];
    const claimed = await this.source.query<unknown[]>(claimSql, values);
    return claimed.length > 0 ? { outcome: 'claimed', claim: { request, token } } : this.look(request);
  }

  /** False if the claim was taken over meanwhile; given a transaction's manager, part of that transaction. */
  async keep(
    { request, token }: Claim,
    answer: IdempotentAnswer,
    manager: EntityManager = this.source.manager,
  ): Promise<boolean> {
    const values = [...whereOf(request), token, JSON.stringify(answer)];
    const [, changed] = await manager.query<[unknown, number]>(keepSql, values);
    return changed > 0;
  }

  /** Lets the next one with this key carry the request out, unless an answer is kept already. */
  async release({ request, token }: Claim): Promise<void> {
    await this.source.query(releaseSql, [...whereOf(request), token]);
  }

  /** Removes expired keys, at most so many; gives their number. */
  async clean(atMost: number): Promise<number> {
    const [, removed] = await this.source.query<[unknown, number]>(cleanSql, [atMost]);
    return removed;
  }

  private async look(request: IdempotentRequest): Promise<Claiming> {
    const found = await this.source.query<{ request_hash: string; answer: string | null }[]>(
      findSql,
      whereOf(request),
    );
    const [held] = found;
    if (held && held.request_hash !== request.requestHash) return { outcome: 'reused' };
    // Gone in between: it was released this very moment, and asking again will find it free.
    if (!held?.answer) return { outcome: 'running' };
    return { outcome: 'answered', answer: JSON.parse(held.answer) as IdempotentAnswer };
  }
}
