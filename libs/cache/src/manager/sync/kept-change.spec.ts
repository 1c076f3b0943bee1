import { type KeptChange, followedBy } from './kept-change';

const nothing = { madeAt: 10, at: '1', additions: [], fields: new Map(), freshEnd: Infinity };
const based = (value: string | ReadonlyMap<string, string> | null, endsAt = Infinity): KeptChange => ({
  ...nothing,
  base: { at: '1', value, endsAt },
});
const adding = (by: bigint, sequence: number, era = 1): KeptChange => ({
  ...nothing,
  at: '2',
  additions: [{ by, sequence, era }],
});
const attempted = (by: bigint, sequence: number): KeptChange => ({
  ...nothing,
  additions: [{ by, sequence, era: undefined }],
});
const setting = (field: string, value: string | null): KeptChange => ({
  ...nothing,
  at: '3',
  fields: new Map([[field, { at: '3', value }]]),
});

describe('changes of one key', () => {
  it('become one addition as long as Redis can have heard of none of them', () => {
    const sum = [adding(2n, 2), adding(3n, 3)].reduce(followedBy, adding(1n, 1));
    expect(sum.additions).toEqual([{ by: 6n, sequence: 3, era: 1 }]);
    expect(followedBy(sum, adding(1n, 4, 2)).additions).toHaveLength(2);
    expect(followedBy(sum, attempted(1n, 4)).additions).toHaveLength(2);
    expect(followedBy(attempted(1n, 1), attempted(1n, 2)).additions).toHaveLength(2);
  });

  it('are made on top of a value that was given meanwhile', () => {
    expect(followedBy(based('9007199254740993'), adding(1n, 1)).base).toMatchObject({
      value: '9007199254740994',
      at: '2',
    });
    expect(followedBy(based(null), adding(-4n, 1)).base).toMatchObject({ value: '-4', endsAt: Infinity });
    const fields = followedBy(based(new Map([['a', '1']])), setting('b', '2'));
    expect(fields.base?.value).toEqual(new Map(Object.entries({ a: '1', b: '2' })));
    expect(followedBy(based(new Map([['a', '1']])), setting('a', null)).base?.value).toBeNull();
  });

  it('begin anew on a value that has ended, as memory did', () => {
    const fresh = { ...adding(5n, 1), freshEnd: 99 };
    expect(followedBy(based('100', 9), fresh).base).toMatchObject({ value: '5', endsAt: 99 });
  });

  it('are forgotten when a value is given', () => {
    expect(followedBy(followedBy(adding(1n, 1), setting('a', '1')), based('x'))).toEqual(based('x'));
  });

  it('end when they were told to end last', () => {
    const ending = { ...nothing, expiry: { at: '4', endsAt: 50 } };
    expect(followedBy(based('x'), ending).base?.endsAt).toBe(50);
    expect(followedBy(adding(1n, 1), ending).expiry).toEqual({ at: '4', endsAt: 50 });
  });
});
