import { faults } from './faults';
import { GiveBack } from './give-back';
import { type RedisUnderTest } from './redis-under-test';

/** A Redis that does as it is told, and whose replies to changes are lost. */
function deafRedis() {
  const done: string[] = [];
  const redis = {
    command: (...args: string[]) => {
      done.push(args.join(' '));
      if (args[1] === 'GET') return Promise.resolve(['maxmemory', '64']);
      return done.length > 2 ? Promise.resolve('OK') : Promise.reject(new Error('no reply'));
    },
  };
  return { done, redis: redis as unknown as RedisUnderTest };
}

describe('giving Redis back', () => {
  it.each([
    ['full', 'CONFIG SET maxmemory 64'],
    ['readonly', 'REPLICAOF NO ONE'],
  ])('undoes %s, though the reply to it was lost', async (name, undone) => {
    const { redis, done } = deafRedis();
    const back = new GiveBack();
    const fault = faults.find((each) => each.name === name)!;
    await expect(fault.begin(redis, back)).rejects.toThrow('no reply');
    await back.all();
    expect(done.at(-1)).toBe(undone);
  });

  it('tries once more, undoes the rest, and says what could not be undone', async () => {
    const back = new GiveBack();
    const done: string[] = [];
    back.register(() => Promise.resolve(void done.push('rest')));
    back.register(() => (done.push('try'), Promise.reject(new Error('gone'))));
    await expect(back.all()).rejects.toThrow('gone');
    expect(done).toEqual(['try', 'try', 'rest']);
  });
});
