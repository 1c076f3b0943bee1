import { until } from '@secureconnect/testing';
import { DataSource } from 'typeorm';
import { ChatScene } from '../chat-scene.contract';

let scene: ChatScene;

beforeAll(async () => {
  scene = await ChatScene.start(1);
}, 60_000);
afterAll(() => scene.close());

/** Whoever asks what messages say waits for a lock that somebody holds. */
const isWaiting = async (): Promise<boolean> => {
  const rows = await scene.rows(
    "SELECT FROM pg_locks WHERE NOT granted AND relation = 'chat.messages'::regclass",
  );
  return rows.length > 0;
};

it('says nothing of an edit to who is removed before it, while what she missed is read', async () => {
  const [ada, bob] = scene.people(2);
  const { id } = (await scene.as(ada).post('/v1/conversations', { type: 'group', member_ids: [bob] })).json;
  const { next_cursor: cursor } = (await scene.as(bob).get('/v1/sync')).json;
  await scene.as(ada).post(`/v1/conversations/${id}/messages`, { client_msg_id: 'one', body: 'hello' });
  const runner = scene.at().get(DataSource).createQueryRunner();
  await runner.startTransaction();
  try {
    await runner.query('LOCK TABLE messages IN ACCESS EXCLUSIVE MODE');
    const asked = scene.as(bob).get(`/v1/sync?cursor=${encodeURIComponent(cursor)}`);
    await until('what was said to be asked for', isWaiting, { timeout: 20_000 });
    await runner.query(
      'UPDATE members SET left_at = clock_timestamp(), left_version = 3 WHERE conversation_id = $1 AND user_id = $2',
      [id, bob],
    );
    await runner.query("UPDATE messages SET body = 'SECRET' WHERE conversation_id = $1", [id]);
    await runner.commitTransaction();
    const { status, json } = await asked;
    expect(status).toBe(200);
    const items = json.items as { data: { message?: { body: string } } }[];
    expect(items.flatMap(({ data }) => data.message?.body ?? [])).toEqual(['hello']);
  } finally {
    await runner.release();
  }
}, 60_000);
