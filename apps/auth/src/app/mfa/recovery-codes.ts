import { createHash, randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { type EntityManager } from 'typeorm';

const howMany = 10;
const characters = 16;
/** Crockford's: none of them looks like another. A power of two, so that no character is likelier. */
const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';

const insertSql = 'INSERT INTO mfa_recovery_codes (user_id, code_hash) SELECT $1, unnest($2::bytea[])';
const useSql = 'DELETE FROM mfa_recovery_codes WHERE user_id = $1 AND code_hash = $2';
const removeSql = 'DELETE FROM mfa_recovery_codes WHERE user_id = $1';

/** Eighty bits of chance need no key and no slow hash: nobody tries them all. */
const hashOf = (userId: string, code: string): Buffer =>
  createHash('sha256').update(`${userId} ${code}`).digest();

const newCode = (): string =>
  Array.from(randomBytes(characters), (byte) => alphabet[byte % alphabet.length]).join('');

/** As it was made, whatever somebody took its characters for. */
const spelt = (typed: string): string =>
  typed.toLowerCase().replace(/[\s-]/g, '').replace(/[il]/g, '1').replace(/o/g, '0');

const shown = (code: string): string => (code.match(/.{4}/g) ?? []).join('-');

/** Codes on paper for when the phone is lost: each is good once. */
@Injectable()
export class RecoveryCodes {
  /** Makes ten, and voids those before; they are shown this once. */
  async issue(userId: string, manager: EntityManager): Promise<string[]> {
    const codes = Array.from({ length: howMany }, newCode);
    await this.remove(userId, manager);
    await manager.query(insertSql, [userId, codes.map((code) => hashOf(userId, code))]);
    return codes.map(shown);
  }

  /** Uses one up, however it was typed; false where it was used or never was. */
  async use(userId: string, typed: string, manager: EntityManager): Promise<boolean> {
    const code = spelt(typed);
    if (code.length !== characters) return false;
    const [, used] = await manager.query<[unknown, number]>(useSql, [userId, hashOf(userId, code)]);
    return used === 1;
  }

  async remove(userId: string, manager: EntityManager): Promise<void> {
    await manager.query(removeSql, [userId]);
  }
}
