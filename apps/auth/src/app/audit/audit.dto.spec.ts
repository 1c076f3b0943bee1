import { plainToInstance } from 'class-transformer';
import { validate } from 'class-validator';
import { AuditQuery } from './audit.dto';

describe('a question for events', () => {
  const faultsOf = async (query: object) =>
    (await validate(plainToInstance(AuditQuery, query))).map(({ property }) => property);

  it.each([
    ['2026-11-21', '2026-11-22T10:00:00Z'],
    ['0001-01-01', '9999-12-31'],
  ])('takes the time from %s to %s', async (after, before) => {
    expect(await faultsOf({ after, before })).toEqual([]);
  });

  it.each(['-271821-04-20', '0000-12-31', '+275760-09-13', 'yesterday', ''])(
    'takes no %j, which PostgreSQL could not compare with',
    async (time) => expect(await faultsOf({ after: time, before: time })).toEqual(['before', 'after']),
  );
});
