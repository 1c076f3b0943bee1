import { type SentinelGroup, startSentinel, until } from '@secureconnect/testing';
import { RedisGate } from '../gate/redis-gate';
import { RedisOperationError } from '../gate/redis-operation.error';
import { setFor } from '../scripts/string-scripts';

describe('a gate to a master that Sentinels name', () => {
  let group: SentinelGroup;
  let gate: RedisGate;

  beforeAll(async () => {
    group = await startSentinel();
    gate = new RedisGate({ sentinel: { nodes: group.addresses, name: group.name }, connectTimeoutMs: 1_000 });
  }, 60_000);
  afterAll(async () => {
    gate.close();
    await group.close();
  });

  const write = (value: string) => gate.run(setFor, { key: 'key' }, { value, ttlMs: 600_000 });
  const faultsUntilWritten = async (value: string) => {
    const faults: unknown[] = [];
    const attempt = () =>
      write(value).then(
        () => true,
        (error: unknown) => faults.push(error) < 0,
      );
    await until('a write', attempt, { timeout: 20_000, every: 10 });
    return faults;
  };

  it('writes to the new master after a failover in order, and says nothing unclassified meanwhile', async () => {
    await write('before');
    const next = await group.failover();
    const faults = await faultsUntilWritten('after failover');
    expect(await next.command('GET', 'key')).toBe('after failover');
    for (const fault of faults) expect(fault).toBeInstanceOf(RedisOperationError);
  }, 60_000);

  it('finds the new master when the old one hangs, though a Sentinel hangs too', async () => {
    await faultsUntilWritten('connected');
    await group.settled();
    const old = await group.master();
    const [sentinel] = group.sentinels;
    old.freeze();
    await expect(write('hung')).rejects.toMatchObject({ fault: 'hung' });
    const next = await group.masterOtherThan(old);
    sentinel?.freeze();
    await faultsUntilWritten('after the hang');
    expect(await next.command('GET', 'key')).toBe('after the hang');
    sentinel?.thaw();
    old.thaw();
  }, 60_000);

  it('leaves a master that became a replica and kept the connection, at a pace', async () => {
    await faultsUntilWritten('connected');
    const master = await group.master();
    let attempts = 0;
    const other = (await group.replicas())[0];
    await master.command('REPLICAOF', other?.host ?? '', other?.port ?? 0);
    const faults: unknown[] = [];
    const stop = gate.onOutcome(({ fault }) => (attempts += fault ? 1 : 0));
    await Promise.all(
      Array.from({ length: 100 }, () => write('lost').catch((error: unknown) => faults.push(error))),
    );
    stop();
    expect(attempts).toBe(faults.length);
    expect(faults.length).toBeGreaterThan(0);
    for (const fault of faults) expect(fault).toMatchObject({ fault: 'read_only' });
    await master.command('REPLICAOF', 'NO', 'ONE');
    await faultsUntilWritten('found');
    expect(await gate.read('found', (client) => client.get('key'))).toBe('found');
  }, 60_000);

  it('says what is wrong when no Sentinel knows the master', async () => {
    const lost = new RedisGate({ sentinel: { nodes: group.addresses, name: 'nobody' } });
    const nowhere = new RedisGate({ sentinel: { nodes: [{ host: '127.0.0.1', port: 1 }], name: 'nobody' } });
    const options = { deadlineMs: 900 };
    const ask = (each: RedisGate) => each.read('lost', (client) => client.get('key'), options);
    await expect(ask(lost)).rejects.toMatchObject({ fault: 'misconfigured' });
    await expect(ask(nowhere)).rejects.toMatchObject({ fault: 'down' });
    lost.close();
    nowhere.close();
  });
});
