import { type FaultProxy, type RedisServer, startFaultProxy, startRedis } from '@secureconnect/testing';
import { setTimeout as sleep } from 'node:timers/promises';
import { type CacheInstance, following, startInstance } from '../layers/cache-scene.contract';
import { brokenOf, type CacheScenario, type Extent, type Findings } from './cache-scenario.contract';
import { ChangeRecord, type StaleRead } from './change-record.contract';
import { OperationLoad } from './operation-load.contract';
import { type Change, WriterProcess } from './writer-process.contract';

const quarterOfAnHour = 15 * 60_000;
const count = 1_000;
/** So many are changed; the rest is to be kept. */
const changed = 80;
const hows: readonly Change['how'][] = ['set', 'delete', 'tag'];
const keyOf = (index: number): string => `key:${index}`;
const lateMs = 1_000;

/** What is cut off from a reader. */
interface Cut {
  readonly name: string;
  readonly did: string;
  readonly must: string;
  on(redis: RedisServer, proxy: FaultProxy): unknown;
  off(redis: RedisServer, proxy: FaultProxy): unknown;
  /** From when on it counts as healed. */
  healed(reader: CacheInstance): Promise<unknown>;
}

const cuts: readonly Cut[] = [
  {
    name: 'writer clocks 15 minutes apart, the channel cut',
    did: 'nobody may listen on the channel (ACL), writers in processes of their own with clocks that are 30 minutes apart',
    must: 'no stale read later than 1 s after it heals; 90 % of memory kept',
    on: (redis) => redis.command('ACL', 'SETUSER', 'reader', 'resetchannels'),
    off: (redis) => redis.command('ACL', 'SETUSER', 'reader', 'allchannels'),
    healed: () => Promise.resolve(),
  },
  {
    name: 'writer clocks 15 minutes apart, all of Redis cut',
    did: 'the reader is cut off from all of Redis, writers are not',
    must: 'no stale read later than 1 s after Redis is relied on again; 90 % of memory kept',
    on: (_redis, proxy) => proxy.blackhole(),
    off: (_redis, proxy) => proxy.heal(),
    healed: (reader) => reader.normal(),
  },
];

/** One reader that reads on and on, and writers that change what it holds. */
class Scene {
  readonly record = new ChangeRecord();
  readonly load = new OperationLoad();
  readonly stale: StaleRead[] = [];
  isOver = false;

  constructor(
    readonly reader: CacheInstance,
    readonly writers: readonly WriterProcess[],
  ) {}

  async read(index: number): Promise<void> {
    const [key, at] = [keyOf(index), performance.now()];
    const options = { ttl: 600, tags: [`of/${key}`] };
    const loader = (): number => this.record.versionOf(key);
    const version = await this.load.watch([
      'getOrSet',
      () => this.reader.cache.getOrSet(key, loader, options),
    ]);
    const found = typeof version === 'number' && this.record.judge(key, version, at);
    if (found) this.stale.push(found);
  }

  async readOn(): Promise<void> {
    for (let index = 0; !this.isOver; index = (index + 1) % count) {
      await this.read(index);
      // The changed ones more often: they are what may be stale.
      await this.read(index % changed);
      if (index % 20 === 0) await sleep(2);
    }
  }

  async changeOn(writer: WriterProcess, from: number): Promise<void> {
    for (let round = 0; !this.isOver; round += 1) {
      const key = keyOf((from + 2 * round) % changed);
      const version = this.record.next(key);
      await writer.change(key, version, hows[round % hows.length] as Change['how']);
      this.record.done(key, version);
      await sleep(10);
    }
  }

  /** Of the entries that nobody changed, those that memory still has. */
  async kept(): Promise<number> {
    const { hits } = this.reader.cache.getStats().l1;
    for (let index = changed; index < count; index += 1) await this.reader.cache.get(keyOf(index));
    return this.reader.cache.getStats().l1.hits - hits;
  }
}

async function stage(redis: RedisServer, proxy: FaultProxy): Promise<Scene> {
  await redis.command('ACL', 'SETUSER', 'reader', 'on', '>secret', '~*', '+@all', 'allchannels');
  const url = proxy.through(redis.url).replace('redis://', 'redis://reader:secret@');
  const reader = await startInstance({ url });
  const offs = [quarterOfAnHour, -quarterOfAnHour];
  const writers = await Promise.all(offs.map((offMs) => WriterProcess.start(redis.url, offMs)));
  await following(reader);
  const scene = new Scene(reader, writers);
  await Promise.all(Array.from({ length: count }, (_, index) => scene.read(index)));
  return scene;
}

async function play(cut: Cut, redis: RedisServer, proxy: FaultProxy, extent: Extent): Promise<Findings> {
  const scene = await stage(redis, proxy);
  const work = [scene.readOn(), ...scene.writers.map((writer, at) => scene.changeOn(writer, at))];
  await cut.on(redis, proxy);
  for (let second = 0; second < extent.cutSeconds; second += 1) {
    extent.progress(`cut for ${second} of ${extent.cutSeconds} s, ${scene.load.operations} reads`);
    await sleep(1_000);
  }
  await cut.off(redis, proxy);
  await cut.healed(scene.reader);
  const healedAt = performance.now();
  await sleep(Math.min(4, 2 * extent.cutSeconds) * 1_000);
  scene.isOver = true;
  await Promise.all(work);
  const findings = judge(scene, healedAt, await scene.kept());
  scene.writers.forEach((writer) => writer.close());
  await scene.reader.close();
  return findings;
}

/** There may be too many of them for the arguments of a call. */
const most = (values: readonly number[]): string =>
  Math.round(values.reduce((left, right) => Math.max(left, right), 0)).toLocaleString('en');

function judge({ stale, load, writers }: Scene, healedAt: number, kept: number): Findings {
  const during = stale.filter(({ at }) => at < healedAt);
  const missed = stale.filter(({ at, toldAt }) => at >= healedAt && toldAt < healedAt);
  const later = stale.filter(({ toldAt }) => toldAt >= healedAt);
  const late = stale.filter(({ at, toldAt }) => at > Math.max(healedAt, toldAt) + lateMs);
  const offs = writers.map(({ offMs }) => offMs);
  const minutesApart = Math.round((Math.max(...offs) - Math.min(...offs)) / 60_000);
  const { operations, unsettled, failed, slowestMs } = load;
  const notes = [
    `stale by ${most(during.map(({ ageMs }) => ageMs))} ms at most while it was cut`,
    `the last read of something missed ${most(missed.map(({ at }) => at - healedAt))} ms after it healed`,
    `of what came after that, stale by ${most(later.map(({ ageMs }) => ageMs))} ms at most`,
    `${kept} of ${count - changed} unchanged entries kept in memory`,
    `writers ${minutesApart} minutes apart`,
  ];
  return {
    ...{ operations, unsettled, failed, slowestMs, note: notes.join('; ') },
    broken: [
      ...load.failures.values(),
      ...brokenOf({
        'no stale read later than 1 s after it heals': late.length === 0,
        'at least 90 % of memory is kept': kept >= count * 0.9,
        'the clocks are 30 minutes apart': minutesApart === 30,
      }),
    ],
  };
}

async function run(cut: Cut, extent: Extent): Promise<Findings> {
  const redis = await startRedis();
  const proxy = await startFaultProxy({ target: redis.port });
  try {
    return await play(cut, redis, proxy, extent);
  } finally {
    await proxy.close();
    await redis.close();
  }
}

/** Instances that miss what others invalidate. */
export const cutScenarios: readonly CacheScenario[] = cuts.map((cut) => ({
  ...{ name: cut.name, did: cut.did, must: cut.must },
  run: (extent) => run(cut, extent),
}));
