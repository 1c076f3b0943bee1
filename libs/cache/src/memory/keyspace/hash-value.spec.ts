import { Dice } from '@secureconnect/testing';
import { HashValue } from './hash-value';

describe('what a hash is said to grow by', () => {
  it('is never less than what it grows by, or a limit in bytes could be passed', () => {
    const random = new Dice(7);
    for (let round = 0; round < 200; round++) {
      const hash = new HashValue();
      for (let step = 0; step < 30; step++) {
        const pairs = random.list(() => [`f${random.below(50)}`, 'v'.repeat(random.below(90))], 1, 9).flat();
        const most = hash.bytes + hash.growth(pairs);
        for (let at = 0; at < pairs.length; at += 2) hash.set(pairs[at] as string, pairs[at + 1] as string);
        expect(hash.bytes).toBeLessThanOrEqual(most);
        if (random.chance(0.3)) hash.delete(`f${random.below(50)}`);
      }
    }
  });
});
