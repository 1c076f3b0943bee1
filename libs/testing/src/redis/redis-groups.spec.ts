import { until } from '../process/until';
import type { RedisCluster } from './redis-cluster';
import type { SentinelGroup } from './sentinel-group';
import { startCluster } from './start-cluster';
import { startSentinel } from './start-sentinel';

describe('a Sentinel group', () => {
  let group: SentinelGroup;

  beforeAll(async () => {
    group = await startSentinel();
  });
  afterAll(() => group.close());

  it('has three Sentinels, a master and two replicas that copy it', async () => {
    expect(group.addresses).toHaveLength(3);
    const [replica] = await group.replicas();
    await (await group.master()).command('SET', 'copied', 'yes');
    await until('the copy', async () => (await replica?.command('GET', 'copied')) === 'yes');
  });

  it('hands over in order without losing anything', async () => {
    const old = await group.master();
    await old.command('SET', 'key', 'kept');
    const next = await group.failover();
    expect(next).not.toBe(old);
    expect(await next.command('GET', 'key')).toBe('kept');
    await group.inStep();
    await next.command('SET', 'key', 'newer');
    await until('the old master to follow', async () => (await old.command('GET', 'key')) === 'newer');
  });

  it('chooses another master when the master is killed', async () => {
    const old = await group.master();
    const next = await group.killMaster();
    expect(next).not.toBe(old);
    expect(await next.command('SET', 'key', 1)).toBe('OK');
    expect(await group.master()).toBe(next);
  });
});

describe('a cluster of six', () => {
  let cluster: RedisCluster;

  beforeAll(async () => {
    cluster = await startCluster();
  });
  afterAll(() => cluster.close());

  const copyOf = async (key: string) => {
    const [copy] = await cluster.replicasOf(key);
    if (!copy) throw new Error(`No replica of ${key}`);
    return copy;
  };

  it('spreads keys over three masters, each with one replica', async () => {
    const masters = await Promise.all(['a', 'b', 'c'].map((key) => cluster.nodeOf(key)));
    expect(new Set(masters).size).toBe(3);
    const copy = await copyOf('a');
    expect(masters).not.toContain(copy);
    await expect(masters[0]?.command('GET', 'b')).rejects.toThrow('MOVED');
    expect(await cluster.nodeOf(await cluster.keyOn(masters[1]!))).toBe(masters[1]);
  });

  it.each(['kill', 'freeze'] as const)('survives a %s of one node: its replica takes over', async (fault) => {
    const node = await cluster.nodeOf('a');
    const copy = await copyOf('a');
    await node.command('SET', 'a', 'kept');
    await until('the copy', async () => (await copy.command('DBSIZE')) === (await node.command('DBSIZE')));
    await node[fault]();
    await until('the replica to take over', async () => {
      const role = (await copy.command('ROLE')) as string[];
      return role[0] === 'master';
    });
    if (fault === 'kill') await node.start();
    else node.thaw();
    await cluster.ok();
    expect(await cluster.nodeOf('a')).toBe(copy);
    expect(await copy.command('GET', 'a')).toBe('kept');
    await until('the old node to follow', async () => (await cluster.replicasOf('a')).includes(node));
  });
});
