import { RedisConnection, type RedisServer, startRedis, until } from '@secureconnect/testing';
import { type StormSystem } from '../system/storm-system';
import { Ways } from '../system/ways';
import { faultNamed } from './storm-faults';

describe('a way on which answers do not come back', () => {
  const way = 'chat-0 to redis';
  const ways = new Ways();
  const system = {
    cut: (name: string, how: 'answers') => ways.cut(name, how),
    loseAnswers: (name: string) => ways.loseAnswers(name),
  } as unknown as StormSystem;
  let redis: RedisServer;
  let port: number;

  beforeAll(async () => {
    redis = await startRedis();
    ({ port } = await ways.open(way, redis.port));
  });
  afterAll(async () => {
    await ways.close();
    await redis.close();
  });

  const begin = (name: string) => faultNamed(name).begin(system, way, 1_000);
  const connected = async () => {
    const connection = await RedisConnection.open({ host: '127.0.0.1', port });
    await connection.command(['PING']);
    return connection;
  };
  const count = (key: string) => redis.command('GET', key);

  it('loses them with their connection, after all was done', async () => {
    const connection = await connected();
    const end = await begin('way-answers-lost');
    await expect(connection.command(['INCR', 'lost'])).rejects.toThrow(/closed|ECONNRESET/);
    expect(await count('lost')).toBe('1');
    await end();
    expect(await (await connected()).command(['INCR', 'lost'])).toBe(2);
  });

  it('has them come when it is whole again', async () => {
    const connection = await connected();
    const end = await begin('way-one-sided');
    let answer: unknown;
    const asked = connection.command(['INCR', 'late']).then((said) => (answer = said));
    await until('it to be done', async () => (await count('late')) === '1');
    expect(answer).toBeUndefined();
    await end();
    await asked;
    expect(answer).toBe(1);
  });
});
