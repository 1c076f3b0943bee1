import { type OperatorAction } from '@secureconnect/contracts';

/** Whoever asks PostgreSQL. */
export interface Statements {
  query(sql: string, values: readonly unknown[]): Promise<unknown>;
}

/** What came of it is written over what was begun; what is known to be done stays so. */
const writeSql = `
  INSERT INTO operator_actions (id, at, operator, lever, detail, service, origin, gateway, is_done, outcome)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
  ON CONFLICT (id) DO UPDATE SET is_done = excluded.is_done, outcome = excluded.outcome
  WHERE operator_actions.is_done IS NULL`;

const readSql = `
  SELECT id, at, operator, lever, detail, service, origin, is_done, outcome, true AS is_recorded
  FROM operator_actions ORDER BY at DESC, id DESC LIMIT $1`;

/** What operators did, in the schema of the gateway. */
export class ActionRecord {
  constructor(
    private readonly statements: Statements,
    private readonly gateway: string,
  ) {}

  async write(action: OperatorAction): Promise<void> {
    const { id, at, operator, lever, detail, service, origin, is_done: isDone, outcome } = action;
    const values = [id, at, operator, lever, detail, service, origin, this.gateway, isDone, outcome];
    await this.statements.query(writeSql, values);
  }

  async newest(most: number): Promise<OperatorAction[]> {
    const rows = (await this.statements.query(readSql, [most])) as (OperatorAction & { at: unknown })[];
    return rows.map((row) => ({ ...row, at: new Date(row.at as never).toISOString() }));
  }
}
