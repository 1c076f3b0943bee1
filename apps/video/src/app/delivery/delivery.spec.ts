import { until } from '@secureconnect/testing';
import { CallNews } from '../calls/call-news.port';
import { CallBook } from './call-book.service';
import { CallChurn } from './call-churn.contract';
import { LiveScene } from './live-scene.contract';

const patient = { timeout: 60_000 };
const rising = (versions: readonly number[]) => [...versions].sort((one, other) => one - other);

describe('what happens to calls, told at two instances', () => {
  let scene: LiveScene;

  beforeAll(async () => {
    scene = await LiveScene.start();
  }, 120_000);
  afterEach(async () => {
    scene.leave();
    const areLeft = () => scene.calls.instances.some((each) => each.get(CallBook).sizes.calls > 0);
    await until('all calls to be forgotten with the last socket', () => !areLeft(), patient);
  }, 90_000);
  afterAll(() => scene.close(), 60_000);

  it('a call rings, is answered, connects and ends, each told once to whom it is for', async () => {
    const [ada, bob] = scene.calls.people(2);
    const place = scene.calls.conversation([ada, bob]);
    const [atAda, atBob] = [await scene.connect(ada, 0), await scene.connect(bob, 1)];
    const { id } = await scene.call(ada, place);
    await atBob.hears('call.incoming');
    await atAda.hears('participant.ringing');
    expect(await scene.does(bob, id, 'accept', 1)).toBe(200);
    await atAda.hears('call.accepted', ({ data }) => data.user_id === bob);
    await atBob.hears('call.current', ({ call }) =>
      call.participants.some(({ user_id, leg }) => user_id === bob && leg === 1),
    );
    await atAda.hears('call.current');
    expect(await scene.does(ada, id, 'leave')).toBe(200);
    await atBob.hears('call.ended');
    await atAda.hears('call.ended');
    for (const client of [atAda, atBob]) expect(client.versions).toEqual(await scene.toldTo(client, id));
  }, 90_000);

  it.each<[string, (churn: CallChurn) => Promise<void>]>([
    ['nothing fails', async () => undefined],
    ['Redis is killed and comes back', (churn) => churn.during(() => scene.faults.killRedis())],
    ['Redis hangs', (churn) => churn.during(() => scene.faults.freezeRedis())],
    ['Redis is wiped', (churn) => churn.during(() => scene.faults.wipeRedis())],
    ['Redis flaps', (churn) => churn.during(() => scene.faults.flapRedis())],
    ['PostgreSQL is started anew', (churn) => churn.during(() => scene.faults.restartPostgres())],
  ])(
    'every change is told to each right socket once and in order while %s',
    async (_what, fault) => {
      const churn = await CallChurn.start(scene);
      await churn.goOn(10);
      await fault(churn);
      await churn.goOn(10);
      for (const client of churn.clients) {
        const all = () => scene.toldTo(client, churn.callId);
        await until('all to be heard', async () => client.versions.length >= (await all()).length, patient);
        expect(client.versions).toEqual(await all());
      }
    },
    150_000,
  );

  it('who comes in the middle of it is told all that follows what she was shown', async () => {
    const churn = await CallChurn.start(scene);
    const late = await churn.during(async () => {
      const clients = [];
      for (let each = 0; each < 8; each += 1)
        clients.push(await scene.connect(churn.ada, each % 2, `phone ${each}`));
      return clients;
    });
    await churn.goOn(10);
    for (const client of late) {
      const all = await scene.toldTo(client, churn.callId);
      await until('the last to be heard', () => client.versions.at(-1) === all.at(-1), patient);
      expect(client.versions).toEqual(all.slice(-client.versions.length));
    }
  }, 120_000);

  it('who comes is told only what follows what she was shown, though others there still lack that', async () => {
    const churn = await CallChurn.start(scene);
    const heal = scene.faults.deafen(1, 'calls', false);
    for (let times = 0; times < 2; times += 1) {
      await churn.come(0);
      await churn.go(0);
    }
    const late = await scene.connect(churn.bob, 1, 'tablet');
    heal();
    const lacked = await scene.toldTo(churn.atBob, churn.callId);
    await until('the others to be told', () => churn.atBob.versions.length >= lacked.length, patient);
    await churn.come(0);
    const all = await scene.toldTo(late, churn.callId);
    await until('the next to be heard', () => late.versions.length > 0, patient);
    expect(late.versions).toEqual(all.slice(-1));
  }, 90_000);

  it('a change that nobody brings is read from the record, and told before the next', async () => {
    const churn = await CallChurn.start(scene);
    const news = scene.calls.at(0).get(CallNews);
    const silent = jest.spyOn(news, 'publish').mockImplementationOnce(() => undefined);
    await churn.come(0);
    await churn.go(0);
    silent.mockRestore();
    for (const client of churn.clients) {
      const all = await scene.toldTo(client, churn.callId);
      await until('all to be heard', () => client.versions.length >= all.length, patient);
      expect(client.versions).toEqual(all);
    }
  }, 90_000);

  it('what was told is told once, whoever tells it again, also of a call that is over', async () => {
    const churn = await CallChurn.start(scene);
    await churn.goOn(2);
    const changes = await scene.calls.at(1).get(CallBook).reads.changesAfter(churn.callId, 0);
    for (const each of changes) scene.calls.at(0).get(CallNews).publish(each);
    await churn.goOn(2);
    for (const client of churn.clients) {
      const all = await scene.toldTo(client, churn.callId);
      await until('all to be heard', () => client.versions.at(-1) === all.at(-1), patient);
      expect(client.versions).toEqual(all);
    }
  }, 90_000);

  it('who was put out hears that, and nothing after it', async () => {
    const churn = await CallChurn.start(scene);
    const { status } = await scene.calls
      .as(churn.ada)
      .delete(`/v1/calls/${churn.callId}/participants/${churn.bob}`);
    expect(status).toBeLessThan(300);
    const left = await churn.atBob.hears(
      'participant.left',
      ({ data }) => data.participant?.user_id === churn.bob,
    );
    await churn.goOn(6);
    const all = await scene.toldTo(churn.atAda, churn.callId);
    await until('Ada to hear all', () => churn.atAda.versions.at(-1) === all.at(-1), patient);
    expect(churn.atBob.versions.at(-1)).toBe(left.call.version);
    expect(churn.atBob.versions).toEqual(rising(churn.atBob.versions));
  }, 90_000);
});
