import { type RedisCluster, type RedisServer, startCluster } from '@secureconnect/testing';
import { type StormSystem } from '../system/storm-system';
import { faultNamed } from './storm-faults';

describe('a fault of a node that copies another', () => {
  let cluster: RedisCluster;
  let master: RedisServer;
  let key: string;

  beforeAll(async () => {
    cluster = await startCluster();
    // Masters come first, and each has one copy, in the same order.
    master = cluster.nodes[0] as RedisServer;
    key = await cluster.keyOn(master);
  });
  afterAll(() => cluster.close());

  const begin = (name: string) => {
    const redis = { form: 'cluster', servers: cluster.nodes, cluster };
    return faultNamed(name).begin({ form: 'cluster', redis } as unknown as StormSystem, 'redis-3', 300);
  };
  const write = (number: number) => master.command('SET', `{${key}}:${number}`, 'x'.repeat(2_000));

  it('takes what its master holds, where all is flushed', async () => {
    await write(0);
    const end = await begin('redis-flushed');
    expect(await master.command('DBSIZE')).toBe(0);
    await end();
  });

  it('has its master refuse, where there is no memory left', async () => {
    const end = await begin('redis-full');
    await expect(write(0)).rejects.toThrow('OOM');
    await end();
    expect(await write(0)).toBe('OK');
  });

  it('has its master drop old keys for new ones', async () => {
    // Two megabytes: what a copy that is behind costs its master is less, and there is something left to drop.
    for (let number = 0; number < 1_000; number++) await write(number);
    const end = await begin('redis-evicting');
    for (let number = 1_000; number < 1_100; number++) await write(number);
    await end();
    expect(await master.command('DBSIZE')).toBeLessThan(1_100);
  });
});
