import { until } from '../process/until';
import type { RedisCluster } from '../redis/redis-cluster';
import type { SentinelGroup } from '../redis/sentinel-group';
import { startCluster } from '../redis/start-cluster';
import { startSentinel } from '../redis/start-sentinel';
import { BareClients, outcome } from './bare-client';

const clients = new BareClients();
afterEach(() => clients.close());

describe('a bare ioredis 6 client of a Sentinel group', () => {
  let group: SentinelGroup;

  beforeAll(async () => {
    group = await startSentinel();
  });
  afterAll(() => group.close());

  it('loses 100 of 100 acknowledged writes in a failover with replication lag', async () => {
    const client = clients.through(group.addresses, group.name, { retryStrategy: () => 50 });
    await client.set('before', 'kept');
    await until('the copies', async () => (await client.wait(2, 100)) === 2);
    await group.lag();
    const writes = Array.from({ length: 100 }, (_, index) => client.set(`revoked:${index}`, '1'));
    expect(await Promise.all(writes)).toEqual(Array(100).fill('OK'));
    const next = await group.killMaster();
    expect(await next.command('GET', 'before')).toBe('kept');
    expect(await outcome(client.keys('revoked:*'), 20_000)).toEqual({ value: [] });
  });
});

describe('a bare ioredis 6 client of a cluster without replicas', () => {
  let cluster: RedisCluster;

  beforeAll(async () => {
    cluster = await startCluster({ masters: 3, replicas: 0 });
  });
  afterAll(() => cluster.close());

  it('hangs on the keys of a stopped node; only commandTimeout ends it', async () => {
    const client = clients.cluster(cluster.addresses);
    const impatient = clients.cluster(cluster.addresses, { redisOptions: { commandTimeout: 100 } });
    await Promise.all([client.set('a', 1), impatient.set('a', 1)]);
    const node = await cluster.nodeOf('a');
    node.freeze();
    const [get, impatientGet] = [client.get('a'), impatient.get('a')];
    expect(await outcome(impatientGet, 10_000)).toEqual({ error: 'Command timed out' });
    expect(await outcome(get, 2_000)).toBe('pending');
    node.thaw();
    expect(await outcome(get, 20_000)).toEqual({ value: '1' });
    await cluster.ok();
  });

  it('gets "too many redirections" for every key when a node was killed (CLUSTERDOWN)', async () => {
    const client = clients.cluster(cluster.addresses, { clusterRetryStrategy: () => 50 });
    await client.set('a', 1);
    const killed = await cluster.nodeOf('a');
    await killed.kill();
    const living = cluster.nodes.find((node) => node !== killed);
    const key = await keyElsewhere(cluster, killed.port);
    await until('the cluster to be down', async () =>
      String(await living?.command('CLUSTER', 'INFO')).includes('cluster_state:fail'),
    );
    expect(await outcome(client.get(key), 25_000)).toEqual({
      error: expect.stringMatching(/CLUSTERDOWN|Too many Cluster redirections/),
    });
    await killed.start();
    await cluster.ok();
  });
});

async function keyElsewhere(cluster: RedisCluster, port: number): Promise<string> {
  for (let index = 0; ; index++) {
    if ((await cluster.nodeOf(`key:${index}`)).port !== port) return `key:${index}`;
  }
}
