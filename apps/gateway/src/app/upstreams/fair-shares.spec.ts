import { FairShares } from './fair-shares';

describe('something that all share', () => {
  it('is had by nobody beyond a tenth, and by all together to the last', () => {
    const shares = new FairShares(100, 10);
    for (let count = 0; count < 10; count += 1) expect(shares.take(1, 'greedy')).toBe('taken');
    expect(shares.take(1, 'greedy')).toBe('over_share');
    for (let who = 0; who < 9; who += 1) expect(shares.take(10, `other-${who}`)).toBe('taken');
    expect(shares.take(1, 'late')).toBe('full');
    shares.giveBack(1, 'greedy');
    expect(shares.take(1, 'greedy')).toBe('taken');
  });

  it('counts whoever comes under two names under both', () => {
    const shares = new FairShares(100, 10);
    for (let place = 0; place < 10; place += 1) expect(shares.take(1, `place-${place}`, 'ann')).toBe('taken');
    expect(shares.take(1, 'elsewhere', 'ann')).toBe('over_share');
    expect(shares.take(1, 'elsewhere', 'bob')).toBe('taken');
  });

  it('leaves one to everybody, however little there is', () => {
    const shares = new FairShares(1, 10);
    expect(shares.take(1, 'ann')).toBe('taken');
    shares.giveBack(1, 'ann');
    expect(shares.inUse).toBe(0);
    expect(shares.take(1, 'bob')).toBe('taken');
  });
});
