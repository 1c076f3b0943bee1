import { setTimeout as rest } from 'node:timers/promises';
import { newId, prepared, type Transaction } from '@secureconnect/platform';
import { AttemptsPendingError } from './attempts-pending.error';
import { type LockoutDatabase } from './lockout-database';
import { type AttemptKeys, type LockoutKeys, turnsOf } from './lockout-keys';
import { type LockoutRules } from './lockout.options';
import { type Attempt, type AttemptVerdict, type Lock, LockoutStore } from './lockout.store';
import { WaitingLine } from './waiting-line';

const [shortestPauseMs, longestPauseMs] = [20, 100];
const mostWaiting = 1_000;

const beginSql = prepared(`
  SELECT outcome, until_ms AS "untilMs", clock_ms AS "clockMs", times
  FROM begin_counted_attempt($1, $2, $3, $4, $5, $6, $7)`);
/** Others may be forgetting the same failures: who meets them leaves them to those. */
const succeedSql = prepared(`
  WITH done AS (DELETE FROM login_attempts WHERE id = $1 RETURNING account_key, address_key, device_key),
  forgotten AS MATERIALIZED (
    SELECT a.id FROM login_attempts a, done d
    WHERE a.account_key = d.account_key AND a.pending_until IS NULL AND a.id <> $1
      AND CASE WHEN d.device_key IS NULL THEN a.device_key IS NULL AND a.address_key = d.address_key
        ELSE a.device_key = d.device_key END
    FOR UPDATE OF a SKIP LOCKED),
  opened AS MATERIALIZED (
    SELECT l.account_key, l.kind, l.part FROM login_locks l, done d
    WHERE l.account_key = d.account_key AND l.until <= clock_timestamp()
      AND l.kind = CASE WHEN d.device_key IS NULL THEN 'pair' ELSE 'device' END
      AND l.part = coalesce(d.device_key, d.address_key)
    FOR UPDATE OF l SKIP LOCKED),
  closed AS (DELETE FROM login_locks l USING opened o WHERE l.account_key = o.account_key AND l.kind = o.kind AND l.part = o.part)
  DELETE FROM login_attempts a USING forgotten f WHERE a.id = f.id`);
const failSql = prepared('SELECT until_ms AS "untilMs", kind FROM end_failed_attempt($1, $2)');
const withdrawSql = 'DELETE FROM login_attempts WHERE id = $1';
const lockSql = `
  SELECT (extract(epoch FROM max(until)) * 1000)::float8 AS "untilMs", 'account' AS kind FROM login_locks
  WHERE account_key = ANY ($1) AND kind = 'account' AND until > clock_timestamp()`;
const unlockSql = 'SELECT unlock_login($1, $2) AS "wasLocked"';

interface Answer {
  readonly outcome: 'allowed' | 'wait for account' | 'wait for address' | Lock['of'];
  readonly untilMs: number;
  readonly clockMs: number;
  readonly times: number | null;
}

/** The one tier: an attempt costs a slow hash and reads the account, so Redis could not make it faster. */
export class PostgresLockoutStore extends LockoutStore {
  private readonly line = new WaitingLine(mostWaiting);
  private readonly rulesText: string;

  constructor(
    private readonly database: LockoutDatabase,
    private readonly keys: LockoutKeys,
    rules: LockoutRules,
    private readonly waitMs: number,
  ) {
    super();
    this.rulesText = JSON.stringify(rules);
  }

  override async begin(attempt: Attempt): Promise<AttemptVerdict> {
    const who = this.keys.of(attempt);
    const id = newId();
    const given = performance.now() + this.waitMs;
    const first = await this.ask(id, who);
    if (!isWaiting(first)) return verdictOf(first, id);
    const waitsFor = first.outcome === 'wait for address' ? who.addresses : who.accounts;
    const last = await this.line.pass(turnsOf(waitsFor).join(), () => this.wait(id, who, given));
    return verdictOf(last, id);
  }

  override async succeed(id: string, within?: Transaction): Promise<void> {
    await this.database.rows(succeedSql, [id], within);
  }

  override async fail(id: string): Promise<Lock | undefined> {
    return lockUntil(await this.database.rows(failSql, [id, this.rulesText]));
  }

  override async withdraw(id: string): Promise<void> {
    await this.database.rows(withdrawSql, [id]);
  }

  override async lockOf(account: string): Promise<Lock | undefined> {
    return lockUntil(await this.database.rows(lockSql, [this.keys.ofAccount(account)]));
  }

  override async unlock(account: string, within?: Transaction): Promise<boolean> {
    const keys = this.keys.ofAccount(account);
    const values = [keys, turnsOf(keys)];
    const [row] = await this.database.rows<{ wasLocked: boolean }>(unlockSql, values, within);
    return row?.wasLocked ?? false;
  }

  /** Asks again and again, until those that are being verified have come to an end. */
  private async wait(id: string, who: AttemptKeys, given: number): Promise<Answer> {
    while (performance.now() < given) {
      const answer = await this.ask(id, who);
      if (!isWaiting(answer)) return answer;
      await rest(shortestPauseMs + Math.random() * (longestPauseMs - shortestPauseMs));
    }
    throw new AttemptsPendingError();
  }

  private async ask(id: string, { accounts, addresses, devices }: AttemptKeys): Promise<Answer> {
    // A known device is not counted among its address, so it need not stand in line with it.
    const turns = devices.length > 0 ? turnsOf(accounts) : turnsOf(addresses, accounts);
    const values = [id, accounts, addresses, devices, turns, this.rulesText];
    const [answer] = await this.database.fenced<Answer>(beginSql, values);
    return answer as Answer;
  }
}

const isWaiting = ({ outcome }: Answer): boolean => outcome.startsWith('wait');

function verdictOf({ outcome, untilMs, times }: Answer, id: string): AttemptVerdict {
  if (outcome === 'allowed') return { allowed: true, id };
  return { allowed: false, lock: { of: outcome as Lock['of'], until: untilMs }, times: times ?? 0 };
}

function lockUntil([row]: readonly { readonly untilMs: number | null; readonly kind: Lock['of'] }[]) {
  return row?.untilMs ? { of: row.kind, until: row.untilMs } : undefined;
}
