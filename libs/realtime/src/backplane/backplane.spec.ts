import { setTimeout as sleep } from 'node:timers/promises';
import { type RedisServer, startCluster, startFaultProxy, until } from '@secureconnect/testing';
import { BackplaneNode, BackplaneScene } from './backplane-scene.contract';
import { Talk } from './talk.contract';

const lastsMs = 500;

const median = (times: readonly number[]): number =>
  [...times].sort((a, b) => a - b)[times.length >> 1] ?? NaN;

describe('what nodes of a service say to each other', () => {
  let scene: BackplaneScene;
  let one: BackplaneNode;
  let two: BackplaneNode;
  let said = 0;

  beforeAll(async () => {
    scene = await BackplaneScene.start();
    [one, two] = [await scene.node(scene.toRedis), await scene.node()];
    await Promise.all([one.knows(two), two.knows(one)]);
  }, 60_000);
  afterEach(() => scene.heal());
  afterAll(() => scene.close());

  /** So many new words of a node. */
  const words = (count: number) => Array.from({ length: count }, () => `word ${(said += 1)}`);

  /** Says words and waits until the other has them, each once and in order. */
  async function passes(from: BackplaneNode, to: BackplaneNode): Promise<void> {
    const [before, some] = [to.heard.length, words(20)];
    for (const word of some) from.say(word);
    await to.hears(...some);
    expect(to.heard.slice(before)).toEqual(some);
  }

  it('is heard by the others once and in order, and not by who said it', async () => {
    const before = one.heard.length;
    await passes(one, two);
    expect(one.heard).toHaveLength(before);
    await passes(two, one);
  });

  /** Says goodbye, and everybody knows. */
  async function leave(node: BackplaneNode): Promise<void> {
    scene.nodes.splice(scene.nodes.indexOf(node), 1);
    await node.close();
    for (const each of scene.nodes)
      await until('it to be gone', () => !each.backplane.nodes.includes(node.backplane.node));
  }

  type Fault = readonly [name: string, on: () => unknown];
  it.each<Fault>([
    ['killed', () => scene.redis.kill()],
    ['frozen', () => scene.redis.freeze()],
  ])('goes on being heard both ways while Redis is %s', async (_name, on) => {
    await on();
    await passes(one, two);
    await passes(two, one);
  });

  it('is a gap where its sender keeps it no more, told before what came after it', async () => {
    const brief = await scene.node(undefined, { mostKept: 25 });
    // Who would not give up by itself for an hour.
    const patient = await scene.node(undefined, { keptMs: 3_600_000 });
    await brief.knows(one, two, patient);
    await passes(brief, patient);
    await Promise.all([scene.redis.kill(), scene.postgres.kill()]);
    const [before, gaps, some] = [patient.heard.length, patient.gaps, words(60)];
    brief.say(...some);
    await until('nobody to take it', () => brief.backplane.carrier === undefined);
    await scene.heal();
    await patient.hears(...some.slice(-25));
    expect(patient.heard.slice(before)).toEqual(some.slice(-25));
    expect(patient.gaps).toBe(gaps + 1);
    await leave(patient);
    await leave(brief);
  });

  it('also reaches a node that Redis alone does not, which goes on knowing the others', async () => {
    const road = await startFaultProxy({ target: scene.redis.url });
    const apart = await scene.node(road, { goneAfterMs: 1_000 });
    await apart.knows(one, two);
    road.blackhole();
    await until('it to be deaf to Redis', () => !apart.backplane.hears.redis);
    await sleep(2_000);
    await apart.knows(one, two);
    await road.heal();
    await leave(apart);
    await road.close();
  });

  it('may be lost where a node is gone without a word, which is told', async () => {
    const roads = [
      await startFaultProxy({ target: scene.redis.url }),
      await startFaultProxy({ target: scene.postgres.url }),
    ] as const;
    const lost = await BackplaneNode.start({
      redis: { url: roads[0].through(scene.redis.url) },
      postgres: roads[1].through(scene.postgres.url),
    });
    await one.knows(two, lost);
    const { gaps } = one;
    for (const road of roads) road.blackhole();
    await until('the gap', () => one.gaps > gaps, { timeout: 20_000 });
    await one.knows(two);
    await lost.close();
    await Promise.all(roads.map((road) => road.close()));
  });

  it('is caught up with after both carriers were away, for as long as it is kept', async () => {
    let ofNobodyKnowsWhom = 0;
    const onGap = (from?: string) => (ofNobodyKnowsWhom += Number(from === undefined));
    one.topic.subscribe({ onNotice: () => undefined, onGap });
    await Promise.all([scene.redis.kill(), scene.postgres.kill()]);
    const [before, some] = [one.heard.length, words(50)];
    await until('it to be deaf', () => !Object.values(one.backplane.hears).some(Boolean));
    two.say(...some);
    await until('nobody to take it', () => two.backplane.carrier === undefined);
    await scene.heal();
    await one.hears(...some);
    expect(one.heard.slice(before)).toEqual(some);
    // Others may have come and gone meanwhile.
    expect(ofNobodyKnowsWhom).toBeGreaterThan(0);
  });

  it('is not heard too late, but told to be lost', async () => {
    const strict = await scene.node(undefined, { lateMs: -1 });
    await one.knows(two, strict);
    const some = words(5);
    one.say(...some);
    await until('the gap', () => strict.gaps > 0);
    await two.hears(...some);
    expect(strict.heard).toEqual([]);
    await leave(strict);
  });

  it('comes once and in order, or its loss is told, while everything fails in turn', async () => {
    const rejections: unknown[] = [];
    const reject = (reason: unknown) => void rejections.push(reason);
    process.on('unhandledRejection', reject);
    const gaps = [two.gaps, one.gaps];
    const talks = [new Talk(one, two, 'one'), new Talk(two, one, 'two')];
    const { redis, postgres, toRedis, toPostgres } = scene;
    const bothAway = () => Promise.all([redis.kill(), postgres.kill()]);
    const faults: readonly (readonly [name: string, on: () => unknown])[] = [
      ['normal', () => undefined],
      ['Redis killed', () => redis.kill()],
      ['Redis frozen', () => redis.freeze()],
      ['Redis wiped', () => redis.wipe()],
      ['Redis flapping', () => toRedis.flap(100, 100)],
      ['subscribers cut', () => redis.dropClients('pubsub')],
      ['Redis paused', () => redis.pause(lastsMs)],
      ['one deaf to Redis', () => toRedis.halfOpen('replies')],
      ['one without Redis', () => toRedis.blackhole()],
      ['PostgreSQL torn', () => toPostgres.reset()],
      ['PostgreSQL killed', () => postgres.kill()],
      ['PostgreSQL frozen', () => postgres.freeze()],
      ['both away', bothAway],
    ];
    const lines: string[] = [];
    for (const [name, on] of faults) {
      const before = talks.map(({ latencies }) => latencies.length);
      await on();
      await sleep(lastsMs);
      postgres.thaw();
      await scene.heal();
      const times = talks.flatMap(({ latencies }, index) => latencies.slice(before[index]));
      lines.push(`${name}: median ${median(times).toFixed(1)} ms of ${times.length}`);
    }
    for (const talk of talks) await talk.end();
    process.stdout.write(
      `${[...lines, `missing: ${talks.map(({ missing }) => missing).join()}`].join('\n')}\n`,
    );
    for (const [index, talk] of talks.entries())
      if (talk.missing > 0) expect([two, one][index]?.gaps).toBeGreaterThan(gaps[index] ?? 0);
    expect(rejections).toEqual([]);
    process.off('unhandledRejection', reject);
  }, 120_000);

  it('goes over the one shard of a Cluster whose channel it is, and round it when its master is gone', async () => {
    const cluster = await startCluster();
    const redis = { cluster: cluster.addresses, connectTimeoutMs: 1_000 };
    const node = async () => {
      const started = await BackplaneNode.start({ postgres: scene.postgres.url, redis, service: 'video' });
      return started.isWell();
    };
    const [here, there] = await Promise.all([node(), node()]);
    await Promise.all([here.knows(there), there.knows(here)]);
    await passes(here, there);
    const master = await cluster.nodeOf('realtime:video');
    const channels = async (server: RedisServer) => String(await server.command('PUBSUB', 'SHARDCHANNELS'));
    expect(await channels(master)).toContain('realtime:video');
    const others = cluster.nodes.filter((each) => each !== master);
    for (const other of others) expect(await channels(other)).not.toContain('realtime:video');
    await master.kill();
    await passes(there, here);
    await Promise.all([here.close(), there.close()]);
    await cluster.close();
  }, 90_000);
});
