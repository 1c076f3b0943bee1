import { type RedisCluster, type RedisServer, startCluster, until } from '@secureconnect/testing';
import { RedisGate } from '../gate/redis-gate';
import { RedisOperationError } from '../gate/redis-operation.error';
import { hashSlot } from '../script/hash-slot';
import { publishSharded } from '../scripts/publish-script';
import { incrBy, setFor } from '../scripts/string-scripts';

describe('a gate to a Cluster of six', () => {
  let cluster: RedisCluster;
  let gate: RedisGate;

  beforeAll(async () => {
    cluster = await startCluster();
    gate = new RedisGate({ cluster: cluster.addresses.slice(0, 2), connectTimeoutMs: 1_000 });
  }, 60_000);
  afterAll(async () => {
    gate.close();
    await cluster.close();
  });

  const write = (key: string, value = 'x') => gate.run(setFor, { key }, { value, ttlMs: 600_000 });
  const written = (key: string) =>
    until(`a write of ${key}`, () => write(key).then(() => true), { timeout: 20_000, every: 20 });

  /** A key of the node, and one of each other master. */
  async function keysOf(node: RedisServer): Promise<{ own: string; others: string[] }> {
    const keys = new Map<RedisServer, string>();
    for (let index = 0; keys.size < 3; index += 1) keys.set(await cluster.nodeOf(`k${index}`), `k${index}`);
    return {
      own: keys.get(node) ?? '',
      others: [...keys].filter(([each]) => each !== node).map(([, key]) => key),
    };
  }

  it('knows the slot of a key as the servers do', async () => {
    const [node] = cluster.nodes;
    for (const key of ['a', 'key:1', 'x{tag}y', '{}empty', 'wört', '{open', 'a}b{c}d'])
      expect([key, hashSlot(key)]).toEqual([key, await node?.command('CLUSTER', 'KEYSLOT', key)]);
  });

  /** Only so do the others believe it: a master that thinks it has a slot yet would not follow its successor later. */
  async function move(
    slot: number,
    from: RedisServer,
    to: RedisServer,
    between = async () => {},
  ): Promise<void> {
    const [fromId, toId] = [await from.command('CLUSTER', 'MYID'), await to.command('CLUSTER', 'MYID')];
    await to.command('CLUSTER', 'SETSLOT', slot, 'IMPORTING', String(fromId));
    await from.command('CLUSTER', 'SETSLOT', slot, 'MIGRATING', String(toId));
    await between();
    for (const node of [to, from]) await node.command('CLUSTER', 'SETSLOT', slot, 'NODE', String(toId));
  }

  it('writes and reads on every node, from two to begin with', async () => {
    const keys = Array.from({ length: 30 }, (_, index) => `spread:${index}`);
    await written('warm');
    for (const key of keys) await written(key);
    for (const key of keys) expect(await gate.read('get', (client) => client.get(key))).toBe('x');
    await Promise.all(
      keys.map(async (key) => expect(await (await cluster.nodeOf(key)).command('GET', key)).toBe('x')),
    );
    expect(await gate.read('ping', (client) => client.ask('PING'))).toBe('PONG');
  });

  it('keeps what is remembered of an operation in the slot of its key', async () => {
    for (const key of ['plain', 'with{tag}', 'odd}brace']) {
      const add = () => gate.run(incrBy, { key }, { by: 1, ttlMs: 60_000 }, { operationId: 'one' });
      await until('an addition', add);
      expect(await add()).toBe(1);
    }
  });

  it.each(['MOVED', 'ASK'])('follows a slot that has been moved (%s)', async (word) => {
    const from = await cluster.nodeOf(`moving ${word}`);
    const to = await cluster.nodeOf((await keysOf(from)).others[0] ?? '');
    const slot = hashSlot(`moving ${word}`);
    await written(`moving ${word}`);
    await from.command('DEL', `moving ${word}`);
    await move(slot, from, to, async () => {
      if (word === 'ASK') await write(`moving ${word}`, 'asked');
    });
    await write(`moving ${word}`, 'moved');
    expect(await to.command('GET', `moving ${word}`)).toBe('moved');
  });

  it('hears a sharded channel, also after its slot has been moved', async () => {
    const channel = 'sharded news';
    const heard: string[] = [];
    gate.subscribeSharded(channel, { onMessage: (message) => heard.push(message) });
    const isHeard = (message: string) =>
      until(`${message} to be heard`, async () => {
        await gate.run(publishSharded, { channel }, { message });
        return heard.includes(message);
      });
    await isHeard('before');
    const from = await cluster.nodeOf(channel);
    const to = await cluster.nodeOf((await keysOf(from)).others[0] ?? '');
    await move(hashSlot(channel), from, to);
    await isHeard('after');
  });

  it.each([
    ['frozen', (node: RedisServer) => node.freeze(), 'hung'],
    ['killed', (node: RedisServer) => node.kill(), 'down'],
  ] as const)(
    'loses only the slots of a node that is %s, until its replica takes over',
    async (_name, on, fault) => {
      await cluster.ok();
      const [first = ''] = ['k0'];
      const node = await cluster.nodeOf(first);
      // One that has just come back follows once it has heard that another took over; until then nobody would.
      const follows = async () => /state=online/.test(String(await node.command('INFO', 'replication')));
      await until('a replica to follow it', follows, { timeout: 20_000 });
      const { own, others } = await keysOf(node);
      for (const key of [own, ...others]) await written(key);
      await on(node);
      const calls = Array.from({ length: 50 }, () => write(own).catch((error: unknown) => error));
      // Within the deadline, for nobody has taken over yet.
      await Promise.all(others.map((key) => write(key)));
      const [error] = await Promise.all(calls);
      expect(error).toBeInstanceOf(RedisOperationError);
      expect(error).toMatchObject({ fault });
      await written(own);
      node.thaw();
      if (!node.running) await node.start();
      await cluster.ok();
      for (const key of [own, ...others]) await written(key);
    },
    60_000,
  );
});

describe('a gate to a Cluster that is not there', () => {
  it('starts, and fails fast', async () => {
    const gate = new RedisGate({ cluster: [{ host: '127.0.0.1', port: 1 }] });
    const read = () => gate.read('away', (client) => client.get('key'), { deadlineMs: 900 });
    await expect(read()).rejects.toMatchObject({ fault: 'down' });
    await expect(read()).rejects.toMatchObject({ fault: 'down' });
    gate.close();
  });
});
