import { type MessageWire } from '@secureconnect/contracts';
import { newId } from '@secureconnect/platform';
import { type HttpAnswer } from '@secureconnect/testing';
import { type ChatScene } from '../chat-scene.contract';

/** Who is in it, and where on. */
interface Place {
  readonly id: string;
  readonly owner: string;
  readonly members: readonly string[];
}

/** A group of these people, the first its owner, straight in the record; nothing was said in it. */
export async function groupOf(scene: ChatScene, people: readonly string[]): Promise<Place> {
  const [id, [owner = '', ...members]] = [newId(), people];
  await scene.rows(`INSERT INTO chat.conversations (id, type, created_by) VALUES ($1, 'group', $2)`, [
    id,
    owner,
  ]);
  await joinGroup(scene, id, [owner], 'owner');
  await joinGroup(scene, id, members);
  return { id, owner, members };
}

/** Lets people in from the message after the last one on. */
export async function joinGroup(
  scene: ChatScene,
  id: string,
  people: readonly string[],
  role = 'member',
): Promise<void> {
  await scene.rows(
    `INSERT INTO chat.members (conversation_id, user_id, role, joined_seq, joined_version, delivered_seq, read_seq)
     SELECT c.id, p, $3, c.last_seq, c.version, c.last_seq, c.last_seq
     FROM chat.conversations c, unnest($2::uuid[]) p WHERE c.id = $1`,
    [id, people, role],
  );
  await scene.rows('UPDATE chat.conversations SET member_count = member_count + $2::int WHERE id = $1', [
    id,
    people.length,
  ]);
}

let said = 0;

/** Says something, under an id of its own unless told. */
export function say(
  scene: ChatScene,
  [who, place]: readonly [string, string],
  change: object = {},
  at = 0,
): Promise<HttpAnswer> {
  said += 1;
  const body = { client_msg_id: `said ${said}`, body: `Word ${said}`, ...change };
  return scene.as(who, at).post(`/v1/conversations/${place}/messages`, body);
}

/** The message of an answer that took one. */
export async function saidBy(...given: Parameters<typeof say>): Promise<MessageWire> {
  const { status, json } = await say(...given);
  if (status !== 201) throw new Error(`${status} ${JSON.stringify(json)}`);
  return json as MessageWire;
}
