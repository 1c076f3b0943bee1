import { BulkheadFullError } from './bulkhead-full.error';
import { isPostgresOutage } from './postgres-outage';

const coded = (code: string) => Object.assign(new Error('x'), { code });

describe('an error of the PostgreSQL tier', () => {
  it.each([
    ['a refused connection', coded('ECONNREFUSED')],
    ['one refused on both addresses of a name', new AggregateError([coded('ECONNREFUSED')])],
    ['too many connections', coded('53300')],
    ['shutting down', coded('57P01')],
    ['a standby', coded('25006')],
    ['a statement that took too long', coded('57014')],
    ['an exhausted pool', new Error('timeout exceeded when trying to connect')],
    ['a connection that ended', new Error('Connection terminated unexpectedly')],
    ['a full bulkhead', new BulkheadFullError('PostgreSQL', 'queue full')],
    ['one of these inside another', new Error('store', { cause: coded('08006') })],
  ])('leads on to the next tier: %s', (_what, error) => expect(isPostgresOutage(error)).toBe(true));

  it.each([
    ['a duplicate key', coded('23505')],
    ['no such table', coded('42P01')],
    ['a bug', new TypeError('x is undefined')],
    ['no error', undefined],
    ['a loop of causes', ((loop: Error) => Object.assign(loop, { cause: loop }))(new Error('loop'))],
  ])('surfaces: %s', (_what, error) => expect(isPostgresOutage(error)).toBe(false));
});
