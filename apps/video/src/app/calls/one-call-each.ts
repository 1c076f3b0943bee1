import { Injectable } from '@nestjs/common';
import { prepared } from '@secureconnect/platform';
import { DataSource, QueryFailedError } from 'typeorm';
import { AlreadyInCallError } from './already-in-call.error';

const sql = prepared(
  "SELECT call_id FROM participants WHERE user_id = $1 AND state IN ('joined', 'reconnecting')",
);
const mostTries = 3;

/** Says in which call somebody is where PostgreSQL says that she is in one. */
@Injectable()
export class OneCallEach {
  constructor(private readonly source: DataSource) {}

  /** Does it; rejects with `AlreadyInCallError` where she is in another call, and does it again where that just ended. */
  async guard<T>(userId: string | undefined, work: () => Promise<T>): Promise<T> {
    for (let tries = 1; ; tries += 1) {
      try {
        return await work();
      } catch (error) {
        if (userId === undefined || !isSecondCall(error)) throw error;
        const [row] = await this.source.query<{ call_id: string }[]>(sql, [userId]);
        if (row) throw new AlreadyInCallError(row.call_id);
        if (tries === mostTries) throw error;
      }
    }
  }
}

function isSecondCall(error: unknown): boolean {
  if (!(error instanceof QueryFailedError)) return false;
  return (error.driverError as { constraint?: string }).constraint === 'participants_in_one_call';
}
