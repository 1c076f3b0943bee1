import { newId } from '@secureconnect/platform';
import { CallScene } from '../call-scene.contract';

let scene: CallScene;
beforeAll(async () => (scene = await CallScene.start(1)), 60_000);
afterAll(() => scene.close(), 30_000);

const calling = (who: string, conversation_id: string, device?: string) =>
  scene.as(who, 0, device).post('/v1/calls/initiate', { call_type: 'video', conversation_id });
const act = (who: string, id: string, what: string, device?: string) =>
  scene.as(who, 0, device).post(`/v1/calls/${id}/${what}`);

describe('what is asked of calls', () => {
  it('is answered to who was in one, and to who is in its conversation; to others there is none', async () => {
    const [ada, bob, eve] = scene.people(3);
    const place = scene.conversation([ada, bob]);
    const { json, status } = await calling(ada, place);
    expect([status, json]).toEqual([201, expect.objectContaining({ state: 'ringing' })]);
    const id = json.call_id as string;
    for (const path of ['', '/participants', '/ice-servers'])
      expect((await scene.as(eve).get(`/v1/calls/${id}${path}`)).json.code).toBe('call_unknown');
    for (const what of ['accept', 'join', 'decline', 'cancel', 'leave', 'end'])
      expect((await act(eve, id, what)).json.code).toBe('call_unknown');
    expect((await scene.as(eve).delete(`/v1/calls/${id}/participants/${ada}`)).json.code).toBe(
      'call_unknown',
    );
    expect((await calling(eve, place)).json.code).toBe('conversation_unknown');
    scene.chat.setMember(place, bob);
    expect((await scene.as(bob).get(`/v1/calls/${id}`)).status).toBe(200);
    expect((await scene.as(bob).get(`/v1/calls/${id}/participants`)).json).toMatchObject({
      items: [{ user_id: ada }, { user_id: bob }],
      next_cursor: null,
    });
  });

  it('has ICE servers for who is in it, and none before and after', async () => {
    const [ada, bob] = scene.people(2);
    const { json } = await calling(ada, scene.conversation([ada, bob]));
    const path = `/v1/calls/${json.call_id as string}/ice-servers`;
    expect((await scene.as(ada).get(path)).json).toEqual({
      ice_servers: [],
      ice_expires_at: expect.any(String) as string,
    });
    expect((await scene.as(bob).get(path)).json.code).toBe('not_in_call');
    await act(ada, json.call_id as string, 'leave');
    const gone = await scene.as(ada).get(path);
    expect([gone.status, gone.json.code]).toEqual([410, 'call_ended']);
  });

  it('is a history, the newest first, page by page, and what is going on now', async () => {
    const [ada, bob, eve] = scene.people(3);
    const [first, second] = [scene.conversation([ada, bob]), scene.conversation([eve, ada])];
    const ids: string[] = [];
    for (const place of [first, second, first, first]) {
      const { json } = await calling(place === first ? bob : eve, place);
      ids.unshift(json.call_id as string);
      if (ids.length < 4) await act(ada, json.call_id as string, 'decline');
    }
    const list = async (query: string) => {
      const { json } = await scene.as(ada).get(`/v1/calls?${query}`);
      return {
        ids: json.items.map(({ id }: { id: string }) => id) as string[],
        next: json.next_cursor as string,
      };
    };
    expect(await list('')).toEqual({ ids, next: null });
    const page = await list('limit=3');
    expect(page.ids).toEqual(ids.slice(0, 3));
    expect(await list(`limit=3&cursor=${page.next}`)).toEqual({ ids: ids.slice(3), next: null });
    expect((await list(`conversation_id=${second}`)).ids).toEqual([ids[2]]);
    expect((await list('state=declined')).ids).toEqual(ids.slice(1));
    expect((await scene.as(ada).get('/v1/calls/active')).json).toMatchObject({ items: [{ id: ids[0] }] });
    expect((await scene.as(eve).get('/v1/calls/active')).json).toEqual({ items: [], next_cursor: null });
  });

  it('is refused with a reason where it is nonsense', async () => {
    const [ada, bob] = scene.people(2);
    const place = scene.conversation([ada, bob]);
    const faults: [object, number, string][] = [
      [{ call_type: 'video' }, 422, 'validation_failed'],
      [{ call_type: 'smoke', conversation_id: place }, 422, 'validation_failed'],
      [{ call_type: 'video', conversation_id: 'x' }, 422, 'validation_failed'],
      [{ call_type: 'video', conversation_id: place, state: 'active' }, 422, 'validation_failed'],
      [{ call_type: 'video', conversation_id: newId() }, 404, 'conversation_unknown'],
      [{ call_type: 'video', conversation_id: scene.conversation([ada]) }, 422, 'nobody_to_call'],
    ];
    for (const [body, status, code] of faults) {
      const answer = await scene.as(ada).post('/v1/calls/initiate', body);
      expect([answer.status, answer.json.code]).toEqual([status, code]);
    }
    const paths: [string, number, string][] = [
      ['?limit=0', 422, 'validation_failed'],
      ['?cursor=x', 400, 'invalid_cursor'],
      ['?state=odd', 422, 'validation_failed'],
      ['?conversation_id=1', 422, 'validation_failed'],
      ['/nonsense', 404, 'call_unknown'],
      [`/${newId()}`, 404, 'call_unknown'],
      ['/nonsense/ice-servers', 404, 'call_unknown'],
    ];
    for (const [path, status, code] of paths) {
      const answer = await scene.as(ada).get(`/v1/calls${path}`);
      expect([answer.status, answer.json.code]).toEqual([status, code]);
    }
    const { json } = await calling(ada, place);
    const kick = await scene.as(ada).delete(`/v1/calls/${json.call_id as string}/participants/me`);
    expect([kick.status, kick.json.code]).toEqual([409, 'peer_not_in_call']);
  });
});
