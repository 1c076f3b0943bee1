import { type Transaction } from '@secureconnect/platform';
import { type LockoutDatabase } from './lockout-database';
import { type LockoutKeys, turnsOf } from './lockout-keys';
import { type Allowance, AllowanceStore } from './lockout.store';

const takeSql = 'SELECT take_allowance($1, $2, $3, $4, $5) AS "inMs"';
const resetSql = 'DELETE FROM allowance_uses WHERE name = $1 AND key = ANY ($2)';

/** Each use is a row; whoever counts them has the turn of that key. */
export class PostgresAllowanceStore extends AllowanceStore {
  constructor(
    private readonly database: LockoutDatabase,
    private readonly keys: LockoutKeys,
  ) {
    super();
  }

  override async take(
    { name, most, windowMs }: Allowance,
    key: string,
    within?: Transaction,
  ): Promise<number | undefined> {
    const keys = this.keys.ofAllowance(name, key);
    const values = [name, keys, turnsOf(keys), most, windowMs];
    const [row] = await this.database.rows<{ inMs: number | null }>(takeSql, values, within);
    return row?.inMs ?? undefined;
  }

  override async reset({ name }: Allowance, key: string, within?: Transaction): Promise<void> {
    await this.database.rows(resetSql, [name, this.keys.ofAllowance(name, key)], within);
  }
}
