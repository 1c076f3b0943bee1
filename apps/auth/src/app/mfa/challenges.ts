import { createHash, createHmac, randomBytes, randomInt, timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import {
  Seal,
  type Sealed,
  type SealingKey,
  type SealingKeys,
  type Transaction,
} from '@secureconnect/platform';
import { DataSource, type EntityManager } from 'typeorm';
import { ExpiredRows } from '../expiry/expired-rows';
import { AuthSecrets } from '../secrets/auth-secrets';

/** What login knew when it asked for a code, for when it goes on: of which device, from where, how risky. */
export type ChallengeContext = Readonly<Record<string, unknown>>;

/** A login that waits for a code. */
export interface Challenge {
  readonly userId: string;
  readonly context: ChallengeContext;
}

/** What a client is told of one, and the code that is to be mailed where it waits for that. */
export interface IssuedChallenge {
  readonly challenge: string;
  readonly expiresAt: Date;
  readonly mailCode?: string;
}

/** One that may be tried once more. */
export interface ChallengeTry extends Challenge {
  /** Whether the code that was tried is the mailed one; undefined where none was mailed. */
  readonly isMailCode: boolean | undefined;
}

interface Row extends Sealed {
  readonly userId: string;
  readonly mailCodeHash: Buffer | null;
}

const lifeSeconds = 300;
const mostTries = 5;

const issueSql = `
  INSERT INTO mfa_challenges (token_hash, user_id, sealed, sealed_with, mail_code_hash, expires_at)
  VALUES ($1, $2, $3, $4, $5, statement_timestamp() + $6 * interval '1 s') RETURNING expires_at AS "expiresAt"`;
const trySql = `
  UPDATE mfa_challenges SET tries = tries + 1
  WHERE token_hash = $1 AND tries < $2 AND expires_at > statement_timestamp()
  RETURNING user_id AS "userId", sealed, sealed_with AS "sealedWith", mail_code_hash AS "mailCodeHash"`;
const endSql = 'DELETE FROM mfa_challenges WHERE token_hash = $1';
const endAllSql = 'DELETE FROM mfa_challenges WHERE user_id = $1';
const expiring = { table: 'mfa_challenges', key: 'token_hash', time: 'expires_at' };

const hashOf = (challenge: string): Buffer => createHash('sha256').update(challenge).digest();
const mailHash = ({ key }: SealingKey, name: Buffer, code: string): Buffer =>
  createHmac('sha256', key).update(name).update(code).digest();

/** Logins with a right password that wait for a code: five minutes, five tries, one of which may be right. */
@Injectable()
export class Challenges {
  private readonly seal: Seal;
  private readonly mailKeys: SealingKeys;
  private readonly expired: ExpiredRows;

  constructor(
    private readonly source: DataSource,
    secrets: AuthSecrets,
  ) {
    this.seal = new Seal(secrets.keysFor('mfa challenges'));
    this.mailKeys = secrets.keysFor('mfa mail codes');
    this.expired = new ExpiredRows(source, expiring);
  }

  /** Has a login wait; `by` says for which code, and a mailed one is made here. */
  async issue(
    userId: string,
    context: ChallengeContext,
    by: 'factor' | 'mail' = 'factor',
    manager: EntityManager = this.source.manager,
  ): Promise<IssuedChallenge> {
    const challenge = randomBytes(32).toString('base64url');
    const name = hashOf(challenge);
    const mailCode = by === 'mail' ? String(randomInt(1_000_000)).padStart(6, '0') : undefined;
    const { sealed, sealedWith } = this.seal.seal(Buffer.from(JSON.stringify(context)), userId);
    const mailed = mailCode === undefined ? null : mailHash(this.mailKeys[0], name, mailCode);
    const values = [name, userId, sealed, sealedWith, mailed, lifeSeconds];
    const [row] = await manager.query<{ expiresAt: Date }[]>(issueSql, values);
    return { challenge, expiresAt: (row as { expiresAt: Date }).expiresAt, ...(mailCode && { mailCode }) };
  }

  /** Counts a try before anything is verified; undefined where it may not be tried (any more). */
  async try(challenge: string, code: string): Promise<ChallengeTry | undefined> {
    const name = hashOf(challenge);
    const [[row]] = await this.source.query<[Row[], number]>(trySql, [name, mostTries]);
    if (!row) return undefined;
    const { userId, mailCodeHash } = row;
    const plain = this.seal.attempt(row, userId);
    if (!plain) return undefined;
    const context = JSON.parse(plain.toString()) as ChallengeContext;
    const isMailCode = mailCodeHash ? this.isMailed(mailCodeHash, name, code) : undefined;
    return { userId, context, isMailCode };
  }

  /** Ends it with what it was tried for; false where another try was faster. */
  async end(challenge: string, { manager }: Transaction): Promise<boolean> {
    const [, ended] = await manager.query<[unknown, number]>(endSql, [hashOf(challenge)]);
    return ended === 1;
  }

  /** Ends all of an account, which is no more. */
  async endAll(userId: string, { manager }: Pick<Transaction, 'manager'>): Promise<void> {
    await manager.query(endAllSql, [userId]);
  }

  /** Forgets those that have expired; gives their number. */
  cleanUp(): Promise<number> {
    return this.expired.forget();
  }

  private isMailed(hash: Buffer, name: Buffer, code: string): boolean {
    return this.mailKeys.some((key) => timingSafeEqual(mailHash(key, name, code), hash));
  }
}
