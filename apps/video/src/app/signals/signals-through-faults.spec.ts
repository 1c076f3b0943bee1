import { CallBook } from '../delivery/call-book.service';
import { IceServers } from '../ice/ice-servers';
import { until } from '@secureconnect/testing';
import { SignalScene } from './signal-scene.contract';

jest.setTimeout(120_000);

const words = (count: number, what = 'word'): string[] =>
  Array.from({ length: count }, (_each, index) => `${what} ${index}`);

let scene: SignalScene;
beforeAll(async () => {
  scene = await SignalScene.start();
});
afterAll(() => scene.close());
afterEach(() => {
  jest.restoreAllMocks();
  scene.live.leave();
});

// First, while Redis lacks nothing: with both away nobody could say whose session was ended.
describe('when PostgreSQL is gone in the middle', () => {
  it('passes on everything between those in a call, for it is in no record, and nobody is lost by it', async () => {
    const { ada, bob } = await scene.pair();
    const { postgres } = scene.live.calls;
    await postgres.kill();
    try {
      await ada.saysAll(bob.client.userId, words(20, 'ada'));
      await bob.saysAll(ada.client.userId, words(20, 'bob'));
      await Promise.all([bob.hears(words(20, 'ada')), ada.hears(words(20, 'bob'))]);
      expect([bob.words, ada.words]).toEqual([words(20, 'ada'), words(20, 'bob')]);
    } finally {
      await postgres.start();
    }
    await scene.live.faults.untilDatabase('up');
    await ada.saysAll(bob.client.userId, ['after']);
    await bob.hears(['after']);
    expect(ada.client.events).not.toContain('participant.reconnecting');
  });
});

describe('when Redis is gone in the middle', () => {
  const through = async (fault: () => Promise<unknown> | void, heal: () => Promise<unknown> | void) => {
    const { ada, bob } = await scene.pair();
    const to = bob.client.userId;
    await ada.saysAll(to, words(10, 'before'));
    await Promise.all([ada.saysAll(to, words(20, 'during')), fault()]);
    await ada.saysAll(to, words(10, 'away'));
    await bob.hears(words(10, 'away'));
    await heal();
    await ada.saysAll(to, words(10, 'after'));
    await bob.hears(words(10, 'after'));
    expect(bob.words).toEqual([
      ...words(10, 'before'),
      ...words(20, 'during'),
      ...words(10, 'away'),
      ...words(10, 'after'),
    ]);
  };

  it('passes on everything in order when it is killed and comes back empty', async () => {
    const { redis } = scene.live.calls;
    await through(
      () => redis.kill(),
      () => redis.start(),
    );
  });

  it('passes on everything in order when it hangs', async () => {
    const { redis } = scene.live.calls;
    await through(
      () => redis.freeze(),
      () => redis.thaw(),
    );
  });

  it('passes on everything in order when it is wiped', async () => {
    const { redis } = scene.live.calls;
    await through(
      () => redis.flush(),
      () => undefined,
    );
  });
});

describe('when what instances say to each other is lost for good', () => {
  it('a change of a call is told all the same, to who has no part in it yet as well', async () => {
    const { calls, faults } = scene.live;
    const [ada, bob] = calls.people(2);
    const [atAda, atBob] = [await scene.live.connect(ada), await scene.live.connect(bob, 1)];
    const { id } = await scene.live.call(ada, calls.conversation([ada, bob]));
    await Promise.all([atAda.hears('call.current'), atAda.hears('participant.ringing')]);
    // Nothing else is to come of which one could see that something is missing.
    const newest = atAda.heard.reduce((most, { call }) => Math.max(most, call.version), 0);
    const book = calls.at(1).get(CallBook);
    await until('his instance to know', () => book.newest(id)?.version === newest, { timeout: 30_000 });
    const heal = faults.deafen(1, 'calls', true);
    expect(await scene.live.does(ada, id, 'cancel')).toBe(200);
    await atBob.hears('call.cancelled');
    heal();
    expect(atBob.versions).toEqual(await scene.live.toldTo(atBob, id));
  });

  it('signals are told all the same, each once and in order', async () => {
    const { ada, bob } = await scene.pair();
    const heal = scene.live.faults.deafen(1, 'signals', true);
    await ada.saysAll(bob.client.userId, words(10, 'lost'));
    heal();
    await ada.saysAll(bob.client.userId, ['next']);
    await bob.hears(['next']);
    expect(bob.words).toEqual([...words(10, 'lost'), 'next']);
  });
});

describe('credentials of ICE servers', () => {
  it('are renewed at half time for who is in the call, and for nobody after it', async () => {
    const ice = scene.live.calls.at(1).get(IceServers);
    const real = ice.for.bind(ice);
    const soon = () => new Date(Date.now() + 2_000).toISOString();
    const asked = jest
      .spyOn(ice, 'for')
      .mockImplementation((userId, callId) => ({ ...real(userId, callId), ice_expires_at: soon() }));
    const { ada, bob, call } = await scene.pair();
    for (let times = 0; times < 2; times += 1) {
      const told = await bob.client.client.next('ice.refresh', 20_000);
      expect(told).toMatchObject({ call_id: call.id, ice_servers: expect.any(Array) as unknown[] });
      expect(Date.parse((told as { ice_expires_at: string }).ice_expires_at)).toBeGreaterThan(Date.now());
    }
    await scene.live.does(ada.client.userId, call.id, 'end');
    await bob.client.hears('call.ended', (heard) => heard.call.id === call.id);
    const pending = bob.client.client.pending('ice.refresh').length;
    const before = asked.mock.calls.length;
    // As long as it would have taken, by another who is in a call at that instance.
    const other = await scene.pair();
    await other.bob.client.client.next('ice.refresh', 20_000);
    const isOfOther = asked.mock.calls.slice(before).every(([userId]) => userId !== bob.client.userId);
    expect([isOfOther, bob.client.client.pending('ice.refresh').length]).toEqual([true, pending]);
  });
});
