import { median, quantile, spread, takeTurns } from './rounds';

describe('values of several rounds', () => {
  it('are told by their middle, which one outlier does not move', () => {
    expect(median([3, 1, 900])).toBe(3);
    expect(median([4, 1, 2, 3])).toBe(2.5);
    expect(quantile([1, 2, 3, 4, 5], 0.25)).toBe(2);
  });

  it('have a spread, half the middle half as a part of the median, once there are two', () => {
    expect(spread([8, 9, 10, 11, 12])).toBeCloseTo(0.1);
    expect(spread([10])).toBeUndefined();
  });

  it('of nothing are refused', () => {
    expect(() => median([])).toThrow('No values');
  });

  it('are taken in turns, every second round backwards', async () => {
    const order: string[] = [];
    const values = await takeTurns(['a', 'b'], 3, async (subject, round) => {
      order.push(subject);
      return round;
    });
    expect(order.join('')).toBe('abbaab');
    expect(values).toEqual({ a: [1, 2, 3], b: [1, 2, 3] });
  });
});
