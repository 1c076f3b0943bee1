import { publish, RedisGate } from '@secureconnect/redis';
import { type RedisServer, startRedis, until } from '@secureconnect/testing';
import { RedisEar } from './redis-ear';

describe('an ear at Redis', () => {
  let redis: RedisServer;
  let gate: RedisGate;
  beforeAll(async () => {
    redis = await startRedis();
    gate = new RedisGate({ url: redis.url });
  });
  afterAll(async () => {
    gate.close();
    await redis.close();
  });

  it('is deaf when its own pulses do not come back, says so, and listens anew', async () => {
    const frames: string[] = [];
    const changes: boolean[] = [];
    const ear: RedisEar = new RedisEar(gate, 'channel', 'me', {
      onFrame: (text) => frames.push(text),
      onChange: () => changes.push(ear.hears),
    });
    const say = (message: string) => gate.run(publish, {}, { channel: 'channel', message });
    ear.open();
    await until('it to hear', () => ear.hears);
    await say('me * 1 {}');
    await say('you * 1 {}');
    await until('the other', () => frames.length === 1);
    for (let pulse = 0; pulse < 3; pulse += 1) ear.expectOwn();
    expect(ear.hears).toBe(false);
    await until('it to hear again', () => ear.hears);
    expect(changes).toEqual([true, false, true]);
    await say('you * 2 {}');
    await until('the other', () => frames.length === 2);
    expect(frames).toEqual(['you * 1 {}', 'you * 2 {}']);
    ear.close();
  });
});
