import { callClientEvents, callServerEvents, commonServerEvents } from '@secureconnect/contracts';
import { newId } from '@secureconnect/platform';
import { httpClient } from '@secureconnect/testing';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LiveScene } from '../delivery/live-scene.contract';

interface Document {
  readonly components: { readonly schemas: Readonly<Record<string, unknown>> };
  readonly info: { readonly description: string };
  readonly 'x-sockets': readonly {
    readonly client_events: Readonly<
      Record<string, { readonly tells: string; readonly takes: object | null }>
    >;
    readonly server_events: Readonly<
      Record<string, { readonly tells: string; readonly gives: { readonly $ref: string } | null }>
    >;
  }[];
}

let scene: LiveScene;
beforeAll(async () => (scene = await LiveScene.start(1)), 120_000);
afterAll(() => scene.close(), 60_000);

describe('over the socket', () => {
  const call_id = newId();
  const to = newId();

  it.each([
    ['an offer of a megabyte', 'offer', { call_id, to, sdp: 'x'.repeat(100_000) }, 'sdp'],
    ['an offer without words', 'offer', { call_id, to, sdp: '' }, 'sdp'],
    ['an answer that is no text', 'answer', { call_id, to, sdp: { type: 'answer' } }, 'sdp'],
    ['no candidates', 'candidates', { call_id, to, candidates: [] }, 'candidates'],
    [
      'a hundred candidates',
      'candidates',
      { call_id, to, candidates: Array(100).fill({ candidate: '' }) },
      'candidates',
    ],
    ['a signal to nobody', 'candidates.end', { call_id, to: 'all' }, 'to'],
    ['a signal in the name of another', 'ice.restart', { call_id, to, from: to }, 'from'],
    ['media that is no yes or no', 'media.state', { call_id, audio: 'on' }, 'audio'],
    ['a call that is no id', 'call.resume', { call_id: '1 OR 1=1' }, 'call_id'],
    ['signals of nobody', 'call.resume', { call_id, have: { ada: '1-1' } }, 'have'],
    ['signals that are no ids', 'call.resume', { call_id, have: { [to]: 7 } }, 'have'],
  ])('%s is refused by name', async (_what, event, payload, field) => {
    const [ada] = scene.calls.people(1);
    const { client } = await scene.connect(ada);
    const details = [expect.objectContaining({ field: expect.stringContaining(field) as string })];
    expect(await client.emitAck(event, payload, 20_000)).toEqual({
      ok: false,
      error: expect.objectContaining({ code: 'validation_failed', details }),
    });
  });

  it.each([
    ['offer', { to, sdp: 'v=0' }],
    ['answer', { to, sdp: 'v=0' }],
    ['candidates', { to, candidates: [{ candidate: '' }] }],
    ['candidates.end', { to }],
    ['ice.restart', { to }],
    ['media.state', { audio: false }],
    ['call.resume', {}],
  ])('%s in a call of others is answered as if there were none', async (event, payload) => {
    const [ada, bob, eve] = scene.calls.people(3);
    await scene.connect(ada);
    const { id } = await scene.call(ada, scene.calls.conversation([ada, bob]));
    const { client } = await scene.connect(eve);
    for (const each of [id, call_id])
      expect(await client.emitAck(event, { ...payload, call_id: each }, 20_000)).toMatchObject({
        ok: false,
        error: { code: 'call_unknown' },
      });
  });
});

describe('the document', () => {
  it('names every event of the contract, what each takes and what it gives, as the page does', async () => {
    const { json } = await httpClient(scene.calls.at().url).get('/docs/json');
    const { components, info, 'x-sockets': sockets } = json as Document;
    const [calls] = sockets;
    const tells = Object.entries(calls?.client_events ?? {}).map(([event, each]) => [event, each.tells]);
    expect(Object.fromEntries(tells)).toEqual(callClientEvents);
    const told = Object.entries(calls?.server_events ?? {});
    expect(Object.fromEntries(told.map(([event, each]) => [event, each.tells]))).toEqual({
      ...commonServerEvents,
      ...callServerEvents,
    });
    for (const [, { gives }] of told)
      expect(Object.keys(components.schemas)).toContain(gives?.$ref.split('/').at(-1));
    for (const { takes } of Object.values(calls?.client_events ?? {})) expect(takes).not.toBeNull();
    const page = readFileSync(join(__dirname, '../../../../../docs/video/events.md'), 'utf8');
    const [, tables = ''] = info.description.split('### Socket.IO at `/ws/calls`');
    const plain = (text: string) => text.replace(/ +/g, ' ').replace(/-+/g, '-');
    for (const row of tables.split('\n')) expect(plain(page)).toContain(plain(row));
  });
});
