import { until } from '@secureconnect/testing';
import { type BackplaneNode, BackplaneScene } from './backplane-scene.contract';

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

  type Fault = readonly [name: string, on: () => unknown];
  it.each<Fault>([
    ['killed', () => scene.redis.kill()],
    ['frozen', () => scene.redis.freeze()],
    ['paused', () => scene.redis.pause(2_000)],
    [
      'wiped again and again',
      async () => {
        await scene.redis.wipe();
        await scene.redis.wipe();
      },
    ],
  ])('goes on being heard both ways while Redis is %s', async (_name, on) => {
    await on();
    await passes(one, two);
    await passes(two, one);
  });

  it.each<Fault>([
    ['cut off', () => scene.redis.dropClients('pubsub')],
    ['unreachable for one node', () => scene.toRedis.blackhole()],
    ['deaf to one node', () => scene.toRedis.halfOpen('replies')],
  ])('misses nothing where subscribers are %s', async (_name, on) => {
    const before = one.heard.length;
    const some = words(300);
    for (const [index, word] of some.entries()) {
      if (index === 50) await on();
      two.say(word);
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    await one.hears(...some);
    expect(one.heard.slice(before)).toEqual(some);
    await passes(one, two);
  });

  it('is caught up with after both carriers were away, for as long as it is kept', async () => {
    await Promise.all([scene.redis.kill(), scene.postgres.kill()]);
    const [before, some] = [one.heard.length, words(50)];
    two.say(...some);
    await until('nobody to take it', () => two.backplane.carrier === undefined);
    await scene.heal();
    await one.hears(...some);
    expect(one.heard.slice(before)).toEqual(some);
  });
});
