import { type MessageWire } from '@secureconnect/contracts';
import { until } from '@secureconnect/testing';
import { ChatScene } from '../chat-scene.contract';
import { groupOf, say, saidBy } from './message-scene.contract';

let scene: ChatScene;
beforeAll(async () => (scene = await ChatScene.start()), 60_000);
afterAll(() => scene.close(), 30_000);

const senders = 20;
const each = 15;

/** Sends until it is accepted, at one instance and the other in turn; gives the message and how often it was refused. */
async function persist(
  who: string,
  place: string,
  client_msg_id: string,
  body = `Word ${client_msg_id}`,
): Promise<[MessageWire, number[]]> {
  const refused: number[] = [];
  const message = await until(
    `${client_msg_id} to be accepted`,
    async () => {
      const { status, json } = await say(scene, [who, place], { client_msg_id, body }, refused.length % 2);
      if (status === 201 || status === 200) return json as MessageWire;
      refused.push(status);
      return false;
    },
    { timeout: 60_000, every: 50 },
  );
  return [message as MessageWire, refused];
}

describe('when PostgreSQL is restarted while many send', () => {
  it('what was refused may be sent again and is there once, and no number is missing', async () => {
    const people = scene.people(senders);
    const { id } = await groupOf(scene, people);
    let accepted = 0;
    const send = async (who: string, at: number) => {
      const found: [MessageWire, number[]][] = [];
      for (let count = 0; count < each; count += 1) {
        found.push(await persist(who, id, `${at}.${count}`));
        accepted += 1;
      }
      return found;
    };
    const sending = Promise.all(people.map(send));
    await until('many to have been accepted', () => accepted >= senders * 3, { timeout: 30_000 });
    await scene.postgres.restart();
    const found = (await sending).flat();
    const refusals = found.flatMap(([, refused]) => refused);
    expect(refusals.length).toBeGreaterThan(0);
    expect(refusals.filter((status) => status !== 503)).toEqual([]);
    const rows = await scene.rows<{ seq: number; id: string; client_msg_id: string }>(
      'SELECT seq::int, id, client_msg_id FROM chat.messages WHERE conversation_id = $1 ORDER BY seq',
      [id],
    );
    expect(rows.map(({ seq }) => seq)).toEqual(
      Array.from({ length: senders * each }, (_, place) => place + 1),
    );
    expect(new Set(rows.map((row) => row.client_msg_id)).size).toBe(rows.length);
    const told = found.map(([message]) => [message.seq, message.id] as const).sort(([a], [b]) => a - b);
    expect(told).toEqual(rows.map((row) => [row.seq, row.id]));
    const changes = await scene.rows<{ version: number; about: string }>(
      'SELECT version::int, about FROM chat.changes WHERE conversation_id = $1 ORDER BY version',
      [id],
    );
    expect(changes).toEqual(rows.map((row) => ({ version: row.seq, about: row.id })));
  }, 120_000);
});

describe('when PostgreSQL is frozen while one sends', () => {
  it('nobody claims to know whether it was stored, and sent again it is there once', async () => {
    const [ada] = scene.people(1);
    const { id } = await groupOf(scene, [ada]);
    const client_msg_id = 'into the frost';
    const edited = await saidBy(scene, [ada, id]);
    scene.postgres.freeze();
    const sending = say(scene, [ada, id], { client_msg_id, body: 'brr' });
    const editing = scene.as(ada).request('PATCH', `/v1/messages/${edited.id}`, { body: { body: 'later' } });
    try {
      const { status, json, headers } = await sending;
      expect([status, json]).toEqual([503, expect.objectContaining({ code: 'send_uncertain' })]);
      expect(headers['retry-after']).toBe('1');
      expect((await editing).json).toMatchObject({ code: 'database_timeout' });
    } finally {
      scene.postgres.thaw();
    }
    await persist(ada, id, client_msg_id, 'brr');
    const rows = await scene.rows('SELECT body FROM chat.messages WHERE client_msg_id = $1', [client_msg_id]);
    expect(rows).toEqual([{ body: 'brr' }]);
  }, 60_000);

  it('what was never sent to it is refused as ever', async () => {
    const [ada] = scene.people(1);
    const { id } = await groupOf(scene, [ada]);
    await scene.postgres.kill();
    try {
      const isRefused = async () => {
        const { status, json } = await say(scene, [ada, id]);
        return status === 503 && (json as { code: string }).code === 'database_unavailable';
      };
      await until('chat to say that PostgreSQL is away', isRefused, { timeout: 20_000 });
    } finally {
      await scene.postgres.start();
    }
  }, 60_000);
});
