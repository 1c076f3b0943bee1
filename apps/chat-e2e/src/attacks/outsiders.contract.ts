import { setTimeout as sleep } from 'node:timers/promises';
import { type MessageWire } from '@secureconnect/contracts';
import { type SocketClient, until } from '@secureconnect/testing';
import { type AttackScene, ways } from './attack-scene.contract';

const saw = (socket: SocketClient, id: string): boolean =>
  socket.pending('message.created').some((told) => (told as { message: MessageWire }).message.id === id);

/** Whoever is not one of them any more is told nothing that happens later. */
export function describeOutsiders(sceneOf: () => AttackScene): void {
  it('who was removed hears of it last, at both instances, and may do nothing', async () => {
    const { scene, ann, ben } = sceneOf();
    const conversation = await scene.conversation(ann, 'group', [ben.person]);
    const path = `/v1/conversations/${conversation}`;
    const say = async (body: string, at: number) =>
      (await scene.ask(at, 'POST', `${path}/messages`, { as: ann, body: { client_msg_id: body, body } }))
        .json as MessageWire;
    const [hers, theirs] = [
      await sceneOf().socket(ann, 1),
      [await sceneOf().socket(ben, 0), await sceneOf().socket(ben, 1)],
    ];
    await say('before', 1);
    const under = Array.from({ length: 20 }, (_, at) => say(`meanwhile ${at}`, at % 2));
    expect((await scene.ask(0, 'DELETE', `${path}/members/${ben.person.id}`, { as: ann })).status).toBe(204);
    const after = await Promise.all([0, 1].map((at) => say(`after ${at}`, at)));
    await Promise.all(under);
    await until('Ann to be told', () => after.every(({ id }) => saw(hers, id)));
    for (const socket of theirs) {
      await socket.next('member.removed');
      expect(after.some(({ id }) => saw(socket, id))).toBe(false);
    }
    expect((await scene.ask(1, 'GET', path, { as: ben })).status).toBe(404);
  });

  it.each(ways)('whose session is ended is cut at once %s, and her token opens no other', async (way) => {
    const { scene, ben, ann } = sceneOf();
    const session = await scene.signIn(ben.person);
    const [cut, kept] = [await sceneOf().socket(session, way), await sceneOf().socket(ben, way)];
    expect((await scene.signOut(session)).status).toBe(204);
    await until('the socket to be cut', () => !cut.connected);
    const { id } = (await sceneOf().send(ann, 'after the end')).json as MessageWire;
    await until('the others to be told', () => saw(kept, id));
    await sleep(0);
    expect([saw(cut, id), kept.connected]).toEqual([false, true]);
    expect(await sceneOf().refusal(way, { auth: { token: session.token } })).toBe('token_revoked');
  });

  it('whose session is ended while Redis is away is cut as well', async () => {
    const { scene, ben } = sceneOf();
    const session = await scene.signIn(ben.person);
    const sockets = [await sceneOf().socket(session, 0), await sceneOf().socket(session, 1)];
    scene.redis.freeze();
    try {
      expect((await scene.signOut(session)).status).toBe(204);
      await until('both to be cut', () => sockets.every(({ connected }) => !connected));
    } finally {
      scene.redis.thaw();
    }
    for (const socket of sockets) expect(socket.pending('session.revoked')).toHaveLength(1);
    await scene.normal();
  }, 60_000);
}
