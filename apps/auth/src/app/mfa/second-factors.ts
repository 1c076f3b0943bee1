import { Injectable } from '@nestjs/common';
import { prepared, Seal, type Sealed, type Transaction } from '@secureconnect/platform';
import { DataSource, type EntityManager } from 'typeorm';
import { AuthSecrets } from '../secrets/auth-secrets';
import { MfaAlreadyEnabledError } from './mfa-already-enabled.error';
import { RecoveryCodes } from './recovery-codes';
import { newTotpSecret, totpStep } from './totp';

interface Factor extends Sealed {
  /** Of the last code that was used. */
  readonly lastStep: number;
  readonly isEnabled: boolean;
  readonly nowMs: number;
}

/** What a second factor was shown with. */
export type FactorProof = 'totp' | 'recovery_code';

const batch = 200;
const nobody = '00000000-0000-0000-0000-000000000000';

const enabledSql = prepared('SELECT FROM mfa_factors WHERE user_id = $1 AND enabled_at IS NOT NULL');
const factorSql = `
  SELECT sealed, sealed_with AS "sealedWith", last_step::float8 AS "lastStep", enabled_at IS NOT NULL AS "isEnabled",
         (extract(epoch FROM clock_timestamp()) * 1000)::float8 AS "nowMs"
  FROM mfa_factors WHERE user_id = $1 FOR UPDATE`;
const enrolSql = `
  INSERT INTO mfa_factors (user_id, sealed, sealed_with) VALUES ($1, $2, $3)
  ON CONFLICT (user_id) DO UPDATE SET sealed = excluded.sealed, sealed_with = excluded.sealed_with,
    last_step = 0, created_at = statement_timestamp()
  WHERE mfa_factors.enabled_at IS NULL`;
const usedSql = `
  UPDATE mfa_factors SET last_step = $2, sealed = $3, sealed_with = $4,
    enabled_at = coalesce(enabled_at, statement_timestamp())
  WHERE user_id = $1`;
const removeSql = 'DELETE FROM mfa_factors WHERE user_id = $1';
const formerSql = `
  SELECT user_id AS "userId", sealed, sealed_with AS "sealedWith" FROM mfa_factors
  WHERE sealed_with = ANY ($1) AND user_id > $2 ORDER BY user_id LIMIT $3 FOR UPDATE SKIP LOCKED`;
const sealedBeforeSql = 'SELECT count(*)::int AS n FROM mfa_factors WHERE sealed_with <> $1';
const resealSql = 'UPDATE mfa_factors SET sealed = $2, sealed_with = $3 WHERE user_id = $1';

/** The second factors of accounts: each code counts once, whichever instance it is shown to. */
@Injectable()
export class SecondFactors {
  private readonly seal: Seal;

  constructor(
    private readonly source: DataSource,
    private readonly recovery: RecoveryCodes,
    secrets: AuthSecrets,
  ) {
    this.seal = new Seal(secrets.keysFor('mfa'));
  }

  async isEnrolled(userId: string, manager: EntityManager = this.source.manager): Promise<boolean> {
    return (await manager.query<object[]>(enabledSql, [userId])).length > 0;
  }

  /** A new secret, which counts once a code of it was shown; replaces one of which none was. */
  async enrol(userId: string, { manager }: Transaction): Promise<Buffer> {
    const secret = newTotpSecret();
    const { sealed, sealedWith } = this.seal.seal(secret, userId);
    const rows = await manager.query<object[]>(`${enrolSql} RETURNING user_id`, [userId, sealed, sealedWith]);
    if (rows.length === 0) throw new MfaAlreadyEnabledError('');
    return secret;
  }

  /** Makes the pending secret count, if this is a code of it; gives the recovery codes. */
  async confirm(userId: string, code: string, { manager }: Transaction): Promise<string[] | undefined> {
    const factor = await this.locked(userId, manager);
    if (factor?.isEnabled) throw new MfaAlreadyEnabledError('');
    if (!factor || !(await this.takes(factor, userId, code, manager))) return undefined;
    return this.recovery.issue(userId, manager);
  }

  /** Uses a code up, of the app or of the paper; undefined where it is wrong or was used. */
  async prove(userId: string, code: string, { manager }: Transaction): Promise<FactorProof | undefined> {
    const factor = await this.locked(userId, manager);
    if (!factor?.isEnabled) return undefined;
    if (await this.takes(factor, userId, code, manager)) return 'totp';
    return (await this.recovery.use(userId, code, manager)) ? 'recovery_code' : undefined;
  }

  /** Forgets all of it: the account is removed, or goes on without. */
  async remove(userId: string, { manager }: Pick<Transaction, 'manager'>): Promise<void> {
    await this.recovery.remove(userId, manager);
    await manager.query(removeSql, [userId]);
  }

  /** Seals anew what a former secret has sealed, and passes over what does not open; gives the number. */
  async reseal(): Promise<number> {
    let done = 0;
    for (let after: string | undefined = nobody; after !== undefined && this.seal.former.length > 0;) {
      const from: string = after;
      const one = await this.source.transaction((manager) => this.resealAfter(from, manager));
      done += one.sealed;
      after = one.last;
    }
    return done;
  }

  /** How many another secret than the present one has sealed. */
  async countSealedBefore(): Promise<number> {
    const [row] = await this.source.query<{ n: number }[]>(sealedBeforeSql, [this.seal.present]);
    return row?.n ?? 0;
  }

  private async resealAfter(
    after: string,
    manager: EntityManager,
  ): Promise<{ sealed: number; last?: string }> {
    const values = [this.seal.former, after, batch];
    const former = await manager.query<(Sealed & { userId: string })[]>(formerSql, values);
    let sealed = 0;
    for (const { userId, ...row } of former) {
      const secret = this.seal.attempt(row, userId);
      if (!secret) continue;
      const anew = this.seal.seal(secret, userId);
      await manager.query(resealSql, [userId, anew.sealed, anew.sealedWith]);
      sealed += 1;
    }
    const last = former.at(-1)?.userId;
    return former.length < batch || last === undefined ? { sealed } : { sealed, last };
  }

  private async locked(userId: string, manager: EntityManager): Promise<Factor | undefined> {
    const [factor] = await manager.query<Factor[]>(factorSql, [userId]);
    return factor;
  }

  /** Under the lock of its row: of two who show the same code at once, the second finds its step used. */
  private async takes(
    factor: Factor,
    userId: string,
    code: string,
    manager: EntityManager,
  ): Promise<boolean> {
    const secret = this.seal.attempt(factor, userId);
    // The secret of auth that sealed it is gone: the codes on paper count all the same.
    if (!secret) return false;
    const step = totpStep(secret, code, factor.nowMs);
    if (step === undefined || step <= factor.lastStep) return false;
    const { sealed, sealedWith } = this.seal.seal(secret, userId);
    await manager.query(usedSql, [userId, step, sealed, sealedWith]);
    return true;
  }
}
