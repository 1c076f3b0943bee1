import { BackOff } from './back-off';

describe('a pause before the next attempt', () => {
  const pauses = (backOff: BackOff, count: number) => Array.from({ length: count }, () => backOff.next());

  it('is twice as long each time, up to the longest', () => {
    expect(pauses(new BackOff(100, 1_000, () => 1), 6)).toEqual([100, 200, 400, 800, 1_000, 1_000]);
  });

  it('is anywhere below, so that those who failed together do not come back together', () => {
    expect(pauses(new BackOff(100, 1_000, () => 0), 3)).toEqual([10, 20, 40]);
  });

  it('never ends before the server would have us back', () => {
    expect(new BackOff(100, 1_000, () => 0).next(5_000)).toBe(5_010);
  });

  it('is short again once something has succeeded', () => {
    const backOff = new BackOff(100, 1_000, () => 1);
    pauses(backOff, 5);
    backOff.reset();
    expect(backOff.next()).toBe(100);
  });
});
