import { randomUUID } from 'node:crypto';
import { type MessageWire } from '@secureconnect/contracts';
import { type HttpAnswer, until } from '@secureconnect/testing';
import { type AttackScene } from './attack-scene.contract';

const many = 50;

/** What is said twice counts once, and what is past the ends counts not at all. */
export function describeRepeats(sceneOf: () => AttackScene): void {
  it('the same client_msg_id fifty times at two instances is one message, told once', async () => {
    const scene = sceneOf();
    const watching = await scene.socket(scene.ben, 1);
    const id = randomUUID();
    let refused = 0;
    // A busy machine may have PostgreSQL give up on one; who is refused asks again by the same id.
    const answered = async (at: number) => {
      const answer = await scene.send(scene.ann, 'once', at % 2, id);
      if (answer.status !== 503) return answer;
      refused += 1;
      return undefined;
    };
    const ask = (_: unknown, at: number) =>
      until<HttpAnswer | undefined>('an answer', () => answered(at), { timeout: 20_000, every: 100 });
    const answers = await Promise.all(Array.from({ length: many }, ask));
    const made = answers.filter(({ status }) => status === 201).length;
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(many - made);
    // The one that made it may itself have been refused: its answer was given up, not what it did.
    expect(made === 1 || (made === 0 && refused > 0)).toBe(true);
    expect(new Set(answers.map(({ json }) => (json as MessageWire).id)).size).toBe(1);
    const other = await scene.send(scene.ann, 'something else', 0, id);
    expect([other.status, (other.json as { code: string }).code]).toEqual([409, 'client_msg_id_reused']);
    const last = ((await scene.send(scene.ann, 'the end')).json as MessageWire).id;
    const ids = () =>
      watching.pending('message.created').map((told) => (told as { message: MessageWire }).message.id);
    await until('what came after it to be told', () => ids().includes(last));
    expect(ids().filter((each) => each === (answers[0]?.json as MessageWire).id)).toHaveLength(1);
  });

  it('a receipt goes never back, and never beyond the end', async () => {
    const scene = sceneOf();
    const { seq } = (await scene.send(scene.ann, 'read this')).json as MessageWire;
    const path = `/v1/conversations/${scene.conversation}`;
    const mark = (kind: string, to: number) =>
      scene.ask('past the gateway', 'PUT', `${path}/${kind}`, { as: scene.ben, body: { seq: to } });
    expect((await mark('read', seq)).status).toBeLessThan(300);
    for (const kind of ['read', 'delivered']) {
      expect((await mark(kind, 1)).status).toBeLessThan(300);
      const beyond = await mark(kind, seq + 1_000);
      expect([beyond.status, (beyond.json as { code: string }).code]).toEqual([422, 'beyond_the_end']);
      for (const to of [-1, 1.5, 2 ** 60]) expect((await mark(kind, to)).status).toBe(422);
    }
    const { json } = await scene.ask('past the gateway', 'GET', `${path}/receipts`, { as: scene.ann });
    const { items } = json as { items: { user_id: string }[] };
    const own = items.find(({ user_id: user }) => user === scene.ben.person.id);
    expect(own).toMatchObject({ read_seq: seq, delivered_seq: seq });
  });

  it('a cursor opens nothing but what it was given for', async () => {
    const { scene, ann, ben, eve, conversation, send } = {
      ...sceneOf(),
      send: sceneOf().send.bind(sceneOf()),
    };
    for (const text of ['one', 'two', 'three']) await send(ann, text);
    const get = (path: string, as = eve) => scene.ask(0, 'GET', path, { as });
    const own = await scene.conversation(eve, 'group', [ben.person]);
    const page = await get(`/v1/messages?conversation_id=${conversation}&limit=1`, ann);
    const { next_cursor: cursor } = page.json as { next_cursor: string };
    expect(typeof cursor).toBe('string');
    const elsewhere = await get(`/v1/messages?conversation_id=${own}&cursor=${encodeURIComponent(cursor)}`);
    expect([elsewhere.status, JSON.stringify(elsewhere.json)]).toEqual([
      400,
      expect.not.stringContaining('three'),
    ]);
    const { next_cursor: hers } = (await get('/v1/sync', ann)).json as { next_cursor: string };
    const stolen = await get(`/v1/sync?cursor=${encodeURIComponent(hers)}`);
    expect(stolen.status).toBe(400);
    expect((await get('/v1/sync?cursor=nonsense')).status).toBe(400);
  });
}
