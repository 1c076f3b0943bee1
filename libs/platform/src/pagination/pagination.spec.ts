import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import { decodeCursor, encodeCursor } from './cursor';
import { InvalidCursorError } from './invalid-cursor.error';
import { PageQuery } from './page-query.dto';
import { toPage } from './to-page';

const id = '0198c0de-0000-7000-8000-000000000001';
const raw = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

describe('a cursor', () => {
  it('comes back as the values it was made of, and is safe in a URL', () => {
    const values = [new Date('2026-11-21T03:14:15.926Z'), id, 7, 'Zürich / ?&=+'];
    const text = encodeCursor(values);
    expect(text).toMatch(/^[\w-]+$/);
    expect(decodeCursor(text, ['time', 'uuid', 'number', 'string'])).toEqual(values);
  });

  it.each([
    ['empty', ''],
    ['no base64url', 'a+b/c='],
    ['no JSON', Buffer.from('{').toString('base64url')],
    ['no list', raw({ 0: 1, 1: id })],
    ['another version', raw([2, id])],
    ['too few values', raw([1])],
    ['too many values', raw([1, id, id])],
    ['a value of another kind', raw([1, 5])],
    ['no UUID', raw([1, "' OR 1=1"])],
    ['too long', raw([1, id, 'x'.repeat(2_000)])],
  ])('that is %s is refused', (_what, text) => {
    expect(() => decodeCursor(text, ['uuid'])).toThrow(InvalidCursorError);
  });

  it.each([
    ['a time that is none', ['time'], raw([1, 'yesterday'])],
    ['a time before the calendar of PostgreSQL', ['time'], raw([1, '-004800-01-01T00:00:00Z'])],
    ['a time after year 9999', ['time'], raw([1, '+275760-09-13T00:00:00.000Z'])],
    ['a number that is none', ['number'], raw([1, null])],
    ['a number that is not whole', ['number'], raw([1, 1.5])],
    ['a number that is too great', ['number'], raw([1, 1e300])],
    ['a count below 0', ['count'], raw([1, -1])],
    ['a text PostgreSQL would refuse', ['string'], raw([1, 'a\0b'])],
  ] as const)('with %s is refused', (_what, kinds, text) => {
    expect(() => decodeCursor(text, kinds)).toThrow(InvalidCursorError);
  });

  it('that would be refused later is not given out', () => {
    expect(() => encodeCursor(['x'.repeat(2_000)])).toThrow(/1?\d+ characters/);
  });
});

describe('a page', () => {
  const items = [1, 2, 3];

  it('with more behind it says where to go on: after its last item', () => {
    const page = toPage(items, 2, (item) => [item]);
    expect(page.items).toEqual([1, 2]);
    expect(decodeCursor(page.next_cursor!, ['number'])).toEqual([2]);
  });

  it.each([[items, 3], [[], 3], [items, 50]])('that is the last one has no cursor', (all, limit) => {
    expect(toPage(all, limit, (item) => [item])).toEqual({ items: all, next_cursor: null });
  }); // prettier-ignore
});

describe('the query of a list', () => {
  const faultsOf = (query: object): string[] =>
    validateSync(plainToInstance(PageQuery, query)).map(({ property }) => property);

  it('has 50 items unless it says otherwise', () => {
    expect(plainToInstance(PageQuery, {})).toEqual({ limit: 50 });
    expect(plainToInstance(PageQuery, { limit: '7', cursor: 'x' })).toEqual({ limit: 7, cursor: 'x' });
  });

  it.each([['1'], ['100']])('takes limit=%s', (limit) => expect(faultsOf({ limit })).toEqual([]));

  it.each([['0'], ['101'], ['-1'], ['1.5'], ['ten'], [''], [['1', '2']]])('refuses limit=%s', (limit) =>
    expect(faultsOf({ limit })).toEqual(['limit']),
  );

  it('refuses a cursor given twice', () => expect(faultsOf({ cursor: ['a', 'b'] })).toEqual(['cursor']));
});
