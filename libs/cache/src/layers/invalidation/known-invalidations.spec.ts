import { KnownInvalidations } from './known-invalidations';
import { everything, marksOf, tagPath } from './marks';

describe('what an instance knows of invalidations', () => {
  const marks = marksOf('key', ['user:1/posts']);
  const known = (maxMarks = 100) => {
    const one = new KnownInvalidations(maxMarks);
    one.begin(10, 5);
    return one;
  };
  const judge = (one: KnownInvalidations, asOf: number, born = 0) => one.judge({ asOf, born }, marks);

  it('concerns a key, its tags, those above them, and everything', () => {
    expect(marks).toEqual([everything, 'k:key', 't:user:1/posts', 't:user:1']);
    expect(tagPath('a/b/c')).toEqual(['a/b/c', 'a/b', 'a']);
    expect(tagPath('/a')).toEqual(['/a']);
  });

  it.each([everything, 'k:key', 't:user:1/posts', 't:user:1'])('makes older entries void by %s', (mark) => {
    const one = known();
    expect(judge(one, 15)).toBe('valid');
    one.hear(mark, 20);
    expect([judge(one, 15), judge(one, 20), judge(one, 25)]).toEqual(['void', 'valid', 'valid']);
    one.hear('t:user:2', 30);
    expect(judge(one, 25)).toBe('valid');
  });

  it('does not hear an old one as a new one, nor forget a new one for an old one', () => {
    const one = known();
    one.hear('k:key', 20);
    one.hear('k:key', 12);
    expect([judge(one, 15), judge(one, 20)]).toEqual(['void', 'valid']);
  });

  it('holds what the log does not have yet for older entries, until the log has it', () => {
    const one = known();
    const before = one.origin;
    one.invalidate('t:user:1');
    const after = one.origin;
    expect([one.judge(before, marks), one.judge(after, marks)]).toEqual(['void', 'valid']);
    one.hear('t:user:1', 11); // Another's, who did it before.
    expect(one.judge({ asOf: 12, born: before.born }, marks)).toBe('void');
    one.settle('t:user:1', 20, after.born);
    expect(one.judge({ asOf: 20, born: before.born }, marks)).toBe('valid');
    expect(one.judge(after, marks)).toBe('void');
  });

  it('does not settle what was done since', () => {
    const one = known();
    one.invalidate('k:key');
    const sent = one.origin.born;
    one.invalidate('k:key');
    one.settle('k:key', 20, sent);
    expect(one.judge({ asOf: 20, born: sent }, marks)).toBe('void');
  });

  it('cannot tell of entries from before it began, until it has learnt of their marks', () => {
    const one = known();
    expect([judge(one, 4), judge(one, 7)]).toEqual(['void', 'unknown']);
    for (const mark of marks) one.learn(mark, mark === 't:user:1' ? 8 : 0);
    expect([judge(one, 7), judge(one, 8)]).toEqual(['void', 'valid']);
  });

  it('is bounded: what it has forgotten it does not pretend to know', () => {
    const one = known(10);
    one.hear('k:key', 20);
    for (let number = 21; number < 40; number += 1) one.hear(`k:${number}`, number);
    expect(one.size).toBe(10);
    expect(judge(one, 15)).toBe('unknown');
    for (let count = 0; count < 30; count += 1) one.invalidate(`k:own:${count}`);
    expect(one.size).toBeLessThanOrEqual(20);
    expect(one.judge({ asOf: 50, born: 0 }, marks)).toBe('void');
  });
});
