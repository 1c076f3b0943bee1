import { RecentEntries } from './recent-entries';

describe('what is remembered', () => {
  it('is never more than it may be', () => {
    const entries = new RecentEntries<number>(10);
    for (let each = 0; each < 1_000; each += 1) {
      entries.set(String(each), each);
      expect(entries.size).toBeLessThanOrEqual(10);
    }
    expect(entries.get('999')).toBe(999);
  });

  it('keeps what is asked for, however much comes by', () => {
    const entries = new RecentEntries<string>(10);
    entries.set('asked', 'for');
    for (let each = 0; each < 1_000; each += 1) {
      entries.set(String(each), '');
      expect(entries.get('asked')).toBe('for');
    }
  });

  it('is forgotten when it is said to be', () => {
    const entries = new RecentEntries<string>(2);
    entries.set('one', '1');
    entries.set('two', '2');
    entries.delete('one');
    expect([entries.get('one'), entries.get('two')]).toEqual([undefined, '2']);
  });
});
