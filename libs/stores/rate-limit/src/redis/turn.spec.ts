import { setImmediate as nextTurn } from 'node:timers/promises';
import { Turn } from './turn';

describe('questions on their way to Redis', () => {
  it('are waited for by everybody who wants them back, however soon after another', async () => {
    const turn = new Turn(() => Promise.resolve([]));
    const away = turn.leave();
    const told: string[] = [];
    for (const who of ['one', 'another'])
      void turn.crossed().then(() => {
        told.push(who);
      });
    await nextTurn();
    expect(told).toEqual([]);
    away.leave();
    await nextTurn();
    expect(told).toEqual(['one', 'another']);
  });
});
