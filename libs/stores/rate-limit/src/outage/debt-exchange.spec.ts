import { DatabaseBroadcast } from '@secureconnect/platform';
import {
  type PostgresServer,
  type RedisServer,
  startPostgres,
  startRedis,
  until,
} from '@secureconnect/testing';
import { RateLimitInstance, ToldCount } from '../rate-limit-scene.contract';
import { type DebtMessage, decodeMessage, encodeMessage } from './debt-message';

describe('what an instance tells the others', () => {
  let postgres: PostgresServer;
  let redis: RedisServer;
  let instance: RateLimitInstance;

  beforeAll(async () => {
    ToldCount.living = 1;
    [postgres, redis] = await Promise.all([startPostgres(), startRedis()]);
    instance = await RateLimitInstance.start({ postgres: postgres.url, redis: redis.url });
  }, 60_000);
  afterAll(async () => {
    await instance.close();
    await Promise.all([postgres.close(), redis.close()]);
  });

  it('is told once to all who parted while it answered others, each at its turn', async () => {
    const broadcast = instance.app.get(DatabaseBroadcast);
    const answers: (readonly string[])[] = [];
    const hear = (message: DebtMessage | undefined) => {
      if (message?.kind === 'heard') answers.push(Object.entries(message.turns).flat().map(String));
    };
    let isListening = false;
    const silence = broadcast.subscribe('rate-limit', {
      onListening: () => (isListening = true),
      onMessage: (payload) => hear(decodeMessage(payload)),
    });
    await until('it to listen', () => isListening);
    let cross = (): void => undefined;
    instance.parts.crossed = () => new Promise((resolve) => (cross = resolve));
    for (const [turn, from] of ['one', 'two', 'two', 'three'].entries())
      await broadcast.publish('rate-limit', encodeMessage({ kind: 'apart', from, turn, wants: 'word', debts: [] })); // prettier-ignore
    await until('all were heard', () => instance.parts.exchange.peers.count === 3);
    await until('the answers', () => (cross(), answers.length === 2));
    expect(answers).toEqual([
      ['one', '0'],
      ['two', '2', 'three', '3'],
    ]);
    silence();
  });
});
