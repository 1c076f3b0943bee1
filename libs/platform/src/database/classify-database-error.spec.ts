import { BulkheadFullError, PostgresLateError } from '@secureconnect/resilience';
import { QueryFailedError } from 'typeorm';
import { classifyDatabaseError } from './classify-database-error';
import { DatabaseConnectionError } from './database-connection.error';
import { DatabaseNotReadyError } from './database-not-ready.error';

const coded = (code: string, message = 'x'): Error => Object.assign(new Error(message), { code });
const sql = (code: string): Error => Object.assign(coded(code), { severity: 'ERROR' });
const failedQuery = (cause: Error): Error => new QueryFailedError('SELECT 1', [], cause);

describe('an error is read as the database being', () => {
  it.each([
    ['away: refused when connecting', new DatabaseConnectionError(coded('ECONNREFUSED'))],
    ['away: connecting took too long', new DatabaseConnectionError(new Error('Connection terminated due to connection timeout'))], // prettier-ignore
    ['away: not ready yet', new DatabaseNotReadyError('migrating')],
    ['away: reset in a query', failedQuery(coded('ECONNRESET'))],
    ['away: broken off in a query', failedQuery(new Error('Connection terminated unexpectedly'))],
    ['away: shut down', failedQuery(sql('57P01'))],
    ['away: starting up', sql('57P03')],
    ['away: too many connections', sql('53300')],
    ['away: connection exception', sql('08006')],
    ['away: read-only', failedQuery(sql('25006'))],
    [
      'away: TypeORM has no connection',
      Object.assign(new Error(), { name: 'QueryRunnerAlreadyReleasedError' }),
    ],
    ['away: deep inside', new Error('use case', { cause: new Error('store', { cause: sql('57P01') }) })],
    ['away: one of several', new AggregateError([new Error('other'), failedQuery(coded('EPIPE'))])],
  ])('%s', (_what, error) => expect(classifyDatabaseError(error)).toBe('unavailable'));

  it.each([
    ['late: statement_timeout', failedQuery(sql('57014'))],
    ['late: lock_timeout', failedQuery(sql('55P03'))],
    ['late: ended for a deadlock, and again when it was run again', failedQuery(sql('40P01'))],
    ['late: others were faster, and again when it was run again', failedQuery(sql('40001'))],
    ['late: idle in a transaction', sql('25P03')],
    ['late: refused by the bulkhead before it', new BulkheadFullError('PostgreSQL', 'queue full')],
    ['late: served in place of Redis, and not in time', new PostgresLateError('names.read', 1_000)],
    ['late: frozen', failedQuery(new Error('Query read timeout'))],
    [
      'late: no free connection',
      new DatabaseConnectionError(new Error('timeout exceeded when trying to connect')),
    ],
  ])('%s', (_what, error) => expect(classifyDatabaseError(error)).toBe('timeout'));

  it.each([
    ['neither: a duplicate', failedQuery(sql('23505'))],
    ['neither: no such table', failedQuery(sql('42P01'))],
    ['neither: somebody else refused the connection', coded('ECONNREFUSED')],
    ['neither: somebody else ended the connection', new Error('Connection terminated unexpectedly')],
    ['neither: a bug', new TypeError('x is undefined')],
    ['neither: no error', undefined],
    ['neither: a loop of causes', ((loop: Error) => Object.assign(loop, { cause: loop }))(new Error('loop'))],
  ])('%s', (_what, error) => expect(classifyDatabaseError(error)).toBeUndefined());
});
