import { newId } from '@secureconnect/platform';
import fc from 'fast-check';
import { DataSource } from 'typeorm';
import { ChatScene } from '../chat-scene.contract';
import { missedChanges } from './missed-changes';
import { type MissedRow } from './missed-row';
import { cursorBefore, type SyncCursor } from './sync-cursor';

let scene: ChatScene;
let ada: string;
let bob: string;
let id: string;

beforeAll(async () => {
  scene = await ChatScene.start(1);
  [ada, bob] = scene.people(2) as [string, string];
  const { json } = await scene.as(ada).post('/v1/conversations', { type: 'group', member_ids: [bob] });
  ({ id } = json);
}, 60_000);
afterAll(() => scene.close());

const text = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

it('whatever a cursor holds, it is answered or refused, and others are served', async () => {
  const { next_cursor: hers } = (await scene.as(bob).get('/v1/sync')).json;
  const time = fc.constantFrom(
    '+275760-09-13T00:00:00.000Z',
    '0000-01-01T00:00:00Z',
    '9999-12-31T23:59:59Z',
    '-1',
  );
  const place = fc.oneof(
    fc.constantFrom<unknown>(ada, id, '0', '3', 'before', '9999999999999999999'),
    ...[
      time,
      fc.double(),
      fc.integer(),
      fc.maxSafeInteger(),
      fc.constantFrom(1.5, 1e300, -1),
      fc.string(),
      fc.jsonValue(),
    ],
  );
  const number = fc.oneof(fc.maxSafeInteger(), fc.double(), fc.constantFrom(1.5, 1e300, 9007199254740991));
  const forged = fc.oneof(
    fc.tuple(
      fc.constant(ada),
      fc.constantFrom('0', '3', '9999999999999999999'),
      fc.constant(id),
      number,
      time,
      place,
      time,
    ),
    ...[fc.tuple(number, fc.constant(id)), fc.tuple(fc.constant(id), number, fc.constant(id))],
    ...[
      fc.tuple(fc.constant(id), fc.constantFrom('before', 'after'), number),
      fc.array(place, { maxLength: 8 }),
    ],
  );
  const paths = [
    '/v1/sync?',
    '/v1/messages?',
    `/v1/messages?conversation_id=${id}&`,
    '/v1/messages/search?q=word&',
    '/v1/conversations?',
    `/v1/conversations/${id}/members?`,
    `/v1/conversations/${id}/receipts?`,
  ];
  const isFine = async (values: readonly unknown[]) => {
    const query = `cursor=${text([1, ...values])}`;
    const answers = await Promise.all([
      scene.as(bob).get(`/v1/sync?cursor=${hers}`),
      ...paths.map((path) => scene.as(ada).get(path + query)),
    ]);
    const [others, ...own] = answers.map(({ status }) => status);
    expect(others).toBe(200);
    for (const status of own) expect([200, 400, 404, 410]).toContain(status);
  };
  await fc.assert(fc.asyncProperty(forged, isFine), { numRuns: 60 });
}, 60_000);

it('who missed more than is looked at for one person is told all of it, page by page', async () => {
  const [cy] = scene.people(1);
  const conversations = Array.from({ length: 250 }, newId);
  const begun = `INSERT INTO chat.conversations (id, type, created_by, version) SELECT id, 'group', $2, 45 FROM unnest($1::uuid[]) id`;
  const joined = `INSERT INTO chat.members (conversation_id, user_id, role, joined_at, joined_seq, joined_version, delivered_seq, read_seq)
    SELECT id, $2, 'owner', now() - interval '2 days', 0, 0, 0, 0 FROM unnest($1::uuid[]) id`;
  // Of the first, more than is looked at stands before all that happened in the others.
  const changed = `INSERT INTO chat.changes (conversation_id, version, xid, kind, actor)
    SELECT id, v, (CASE place WHEN 1 THEN 4 ELSE 10 + v + place % 100 END)::text::xid8, 'conversation.updated', $2
    FROM unnest($1::uuid[]) WITH ORDINALITY c (id, place), generate_series(1, 45) v`;
  for (const sql of [begun, joined, changed]) await scene.rows(sql, [conversations, cy]);
  const told: string[] = [];
  let after: SyncCursor = cursorBefore({ xid: '3', at: new Date() });
  for (let isMore = true; isMore;) {
    const question = { userId: cy, after, limit: 1_000 };
    const [missed] = await missedChanges(scene.at().get(DataSource), [question]);
    const rows = missed?.rows.slice(0, 1_000) ?? [];
    told.push(...rows.map(({ conversation_id, version }) => `${conversation_id} ${version}`));
    isMore = (missed?.isCut || rows.length < (missed?.rows.length ?? 0)) ?? false;
    const { xid, conversation_id: conversationId, version } = rows.at(-1) as MissedRow;
    after = { ...after, xid, conversationId, version };
  }
  expect(new Set(told).size).toBe(told.length);
  expect(told).toHaveLength(250 * 45);
}, 60_000);
