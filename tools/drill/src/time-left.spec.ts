import { timeLeft } from './time-left';

describe('the time that is left', () => {
  it.each([
    ['as much as one thing may have, early on', 1_000, 15_000],
    ['the rest, towards the end', 24_000, 6_000],
    ['a little, when it is used up', 31_000, 500],
  ])('is %s', (_when, now, left) => {
    expect(timeLeft(now, 30_000, 15_000)).toBe(left);
  });
});
