import { type CallSession, type ClientError } from '@secureconnect/client';
import { type CallWire } from '@secureconnect/contracts';
import { until } from '@secureconnect/testing';
import { SilentPeerConnection } from './silent-peer-connection.contract';
import { type Guest, VideoScene } from './video-scene.contract';

const patience = { timeout: 60_000 };

/** PostgreSQL takes a second to commit what changes a call, and does so whoever has died meanwhile. */
const slowCommits = `
  CREATE OR REPLACE FUNCTION video.dawdle() RETURNS trigger LANGUAGE plpgsql AS
    'BEGIN PERFORM pg_sleep(1); RETURN NULL; END';
  CREATE CONSTRAINT TRIGGER dawdle AFTER INSERT ON video.call_changes DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION video.dawdle()`;

/** The answer may be lost, and asking again is answered by what was committed; nothing else may come of it. */
function lostWithItsInstance(error: unknown): void {
  const { isPassing, code } = error as Partial<ClientError>;
  if (isPassing !== true && code !== 'answered_elsewhere') throw error;
}

interface Talk {
  readonly ada: Guest;
  readonly bob: Guest;
  readonly id: string;
  readonly sessions: readonly CallSession[];
}

describe('a client that calls through the whole system', () => {
  jest.setTimeout(150_000);
  let scene: VideoScene;
  let made = 0;

  beforeAll(async () => {
    scene = await VideoScene.start();
  }, 240_000);
  afterAll(() => scene?.close());

  async function couple(devices = 1) {
    made += 1;
    const [[ada], bobs] = await Promise.all([
      scene.guest(`ada-${made}`, 'home'),
      scene.guest(`bob-${made}`, 'away', devices),
    ]);
    const conversation = await ada.client.chat.create({ type: 'direct', member_ids: [bobs[0].id] });
    return { ada, bob: bobs[0], bobs, conversation: conversation.id };
  }
  const known = ({ client }: Guest, id: string): CallWire | undefined => client.calls.known(id);
  const rings = (guest: Guest, id: string) =>
    until('it to ring', () => known(guest, id)?.state === 'ringing', patience);
  const legOf = (of: Guest, id: string, to: Guest) =>
    known(to, id)?.participants.find(({ user_id }) => user_id === of.id)?.leg ?? 0;
  /** By the newest each knows, both are in it; one's own leg is told by `call.current`, another's by what comes next. */
  const areIn = ({ ada, bob, id }: Pick<Talk, 'ada' | 'bob' | 'id'>) =>
    [ada, bob].every((guest) => {
      const call = known(guest, id);
      return call?.state === 'active' && call.participants.every(({ state }) => state === 'joined');
    }) && [ada, bob].every((guest) => legOf(guest, id, guest) > 0);
  const links = ({ ada, bob, sessions: [ofAda, ofBob] }: Talk) =>
    [ofAda?.connectionTo(bob.id), ofBob?.connectionTo(ada.id)] as (SilentPeerConnection | undefined)[];
  const agreements = (talk: Talk) => links(talk).map((link) => link?.agreed ?? 0);
  const areConnected = (talk: Talk) =>
    links(talk).every((link) => link?.connectionState === 'connected' && link.signalingState === 'stable');

  async function talking(guests?: Pick<Talk, 'ada' | 'bob'> & { conversation: string }): Promise<Talk> {
    const { ada, bob, conversation } = guests ?? (await couple());
    const { call_id: id } = await ada.client.calls.initiate(conversation, 'video');
    await rings(bob, id);
    await bob.client.calls.accept(id);
    const rtc = { RTCPeerConnection: SilentPeerConnection };
    const sessions = await Promise.all([ada, bob].map(({ client }) => client.calls.session(id, rtc)));
    const talk = { ada, bob, id, sessions };
    await until('both to be in it', () => areIn(talk), patience);
    await until('offer, answer and candidates', () => areConnected(talk), patience);
    return talk;
  }
  async function ends({ ada, bob, id }: Talk): Promise<void> {
    await ada.client.calls.leave(id);
    await until('its end', () => known(bob, id)?.state === 'ended', patience);
  }

  it('rings, is answered, finds a way to the other, and hears of the end', async () => {
    const talk = await talking();
    const { ada, bob, id } = talk;
    expect((await bob.client.calls.active()).items.map((call) => call.id)).toEqual([id]);
    expect((await ada.client.calls.iceServers(id)).ice_expires_at).toBeDefined();
    await ends(talk);
    expect((await bob.client.calls.list()).items).toMatchObject([{ id, state: 'ended' }]);
  });

  it('stops ringing on the device that did not answer', async () => {
    const { ada, bobs, conversation } = await couple(2);
    const [phone, tablet] = bobs as [Guest, Guest];
    const told: string[] = [];
    tablet.client.on('call.answered_elsewhere', ({ call }) => told.push(call.id));
    const { call_id: id } = await ada.client.calls.initiate(conversation, 'audio');
    await Promise.all([rings(phone, id), rings(tablet, id)]);
    await phone.client.calls.accept(id);
    await until('the other to stop', () => told.length > 0, patience);
    expect(told).toEqual([id]);
    await expect(tablet.client.calls.accept(id)).rejects.toMatchObject({ code: 'answered_elsewhere' });
  });

  it.each(['killed', 'frozen', 'wiped'] as const)('calls while Redis is %s', async (how) => {
    const [before, guests] = [await talking(), await couple()];
    if (how === 'killed') await scene.redis.kill();
    if (how === 'frozen') scene.redis.freeze();
    if (how === 'wiped') await scene.redis.flush();
    const during = await talking(guests);
    await Promise.all([ends(during), ends(before)]);
    if (how === 'killed') await scene.redis.restart();
    if (how === 'frozen') scene.redis.thaw();
    await scene.mode('normal');
  });

  it('is in its call still when PostgreSQL was away', async () => {
    const talk = await talking();
    await scene.postgres.kill();
    await scene.postgres.start();
    const { ada, bob, id } = talk;
    // What throws is not yet: PostgreSQL comes back in its own time.
    await until(
      'the call to be read',
      async () => (await bob.client.calls.get(id)).state === 'active',
      patience,
    );
    await until('both to be in it', () => areIn(talk), patience);
    await ends({ ...talk, ada, bob });
  });

  it('hears of the answer whose instance was killed while it was committed, and published nothing', async () => {
    const { ada, bob, conversation } = await couple();
    const { call_id: id } = await ada.client.calls.initiate(conversation, 'audio');
    await rings(bob, id);
    await scene.postgres.sql(slowCommits);
    const accepting = bob.client.calls.accept(id).catch(lostWithItsInstance);
    const sleeping = `SELECT FROM pg_stat_activity WHERE wait_event = 'PgSleep'`;
    const isCommitting = async () => (await scene.postgres.sql(sleeping)).length > 0;
    await until('the answer to be committed', isCommitting, patience);
    await scene.kill('away');
    // Is there to be dropped when that is done.
    await scene.postgres.sql('DROP TRIGGER dawdle ON video.call_changes');
    await until('the answer', () => known(ada, id)?.state === 'active', patience);
    await Promise.all([scene.revive('away'), accepting]);
    await until('both to be in it', () => areIn({ ada, bob, id }), patience);
    await ada.client.calls.leave(id);
    await until('its end', () => known(bob, id)?.state === 'ended', patience);
  });

  it('goes on by another instance when its own is killed, and the other begins anew with it', async () => {
    const talk = await talking();
    const { ada, bob, id } = talk;
    const told: string[] = [];
    for (const name of ['participant.reconnecting', 'participant.reconnected'] as const)
      bob.client.on(name, ({ participant }) => told.push(`${name} ${participant.user_id}`));
    const [leg, agreed] = [legOf(ada, id, ada), Math.min(...agreements(talk))];
    const goesOn = async () => {
      await until('her to be back', () => told.includes(`participant.reconnected ${ada.id}`), patience);
      await until('both to be in it', () => areIn(talk), patience);
      const isNew = () => legOf(ada, id, ada) > leg && legOf(ada, id, ada) === legOf(ada, id, bob);
      await until('both to know of her new leg', isNew, patience);
      await until('a new offer and answer', () => Math.min(...agreements(talk)) > agreed, patience);
    };
    await scene.kill('home');
    await goesOn().finally(() => scene.revive('home'));
    await ends(talk);
  });
});
