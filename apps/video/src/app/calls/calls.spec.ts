import { newId } from '@secureconnect/platform';
import { CallScene } from '../call-scene.contract';

let scene: CallScene;
beforeAll(async () => (scene = await CallScene.start(1)), 60_000);
afterAll(() => scene.close(), 30_000);

const calling = (who: string, conversation_id: string, device?: string) =>
  scene.as(who, 0, device).post('/v1/calls/initiate', { call_type: 'video', conversation_id });
const act = (who: string, id: string, what: string, device?: string) =>
  scene.as(who, 0, device).post(`/v1/calls/${id}/${what}`);
const eventsOf = (id: string) =>
  scene
    .at()
    .published.filter(({ call }) => call.id === id)
    .map(({ told }) => told.map(({ event }) => event));

describe('a call between two', () => {
  it('rings, is answered, is active, and is over when one hangs up', async () => {
    const [ada, bob] = scene.people(2);
    const place = scene.conversation([ada, bob]);
    const begun = await calling(ada, place);
    expect([begun.status, begun.json]).toEqual([
      201,
      expect.objectContaining({ call_id: expect.any(String) as string, state: 'ringing', ice_servers: [] }),
    ]);
    const id = begun.json.call_id as string;
    expect(begun.json.call).toMatchObject({
      ...{ id, conversation_id: place, call_type: 'video', caller_id: ada, state: 'ringing', version: 1 },
      participants: [
        { user_id: ada, state: 'joined' },
        { user_id: bob, state: 'invited' },
      ],
    });
    const accepted = await act(bob, id, 'accept');
    expect([accepted.status, accepted.json.state, accepted.json.call.version]).toEqual([200, 'active', 2]);
    expect(accepted.json.call.answered_at).toEqual(expect.any(String));
    const over = await act(ada, id, 'leave');
    expect(over.json).toMatchObject({ state: 'ended', reason: 'hung_up', version: 3 });
    expect((await scene.as(bob).get(`/v1/calls/${id}`)).json).toEqual(over.json);
    expect((await act(bob, id, 'accept')).json).toMatchObject({ code: 'call_ended' });
    expect(eventsOf(id)[0]).toEqual(['call.incoming']);
    expect(eventsOf(id)).toHaveLength(3);
  });

  it('is the same call for whoever asks again, and for who calls back', async () => {
    const [ada, bob] = scene.people(2);
    const place = scene.conversation([ada, bob]);
    const { json } = await calling(ada, place);
    const again = await calling(ada, place);
    expect([again.status, again.json.call]).toEqual([200, json.call]);
    const back = await calling(bob, place);
    expect([back.status, back.json.call_id, back.json.state]).toEqual([200, json.call_id, 'active']);
  });

  it('is told to be had already to who is asked to repeat it with its key', async () => {
    const [ada, bob] = scene.people(2);
    const body = { call_type: 'audio', conversation_id: scene.conversation([ada, bob]) };
    const headers = { 'idempotency-key': newId() };
    const ask = () => scene.as(ada).post('/v1/calls/initiate', body, { headers });
    const first = await ask();
    await act(ada, first.json.call_id as string, 'cancel');
    const again = await ask();
    expect([again.status, again.json]).toEqual([201, first.json]);
  });

  it.each([
    ['decline', 'bob', { state: 'declined', reason: 'declined' }],
    ['cancel', 'ada', { state: 'cancelled', reason: 'cancelled' }],
    ['end', 'ada', { state: 'cancelled' }],
  ] as const)('is over by %s of %s', async (what, who, expected) => {
    const [ada, bob] = scene.people(2);
    const { json } = await calling(ada, scene.conversation([ada, bob]));
    const { status, json: over } = await act({ ada, bob }[who], json.call_id as string, what);
    expect([status, over]).toEqual([200, expect.objectContaining(expected)]);
  });

  it('is answered by one device; the other is told so, and may take it over', async () => {
    const [ada, bob] = scene.people(2);
    const { json } = await calling(ada, scene.conversation([ada, bob]));
    const id = json.call_id as string;
    expect((await act(bob, id, 'accept', 'phone')).status).toBe(200);
    const late = await act(bob, id, 'accept', 'laptop');
    expect([late.status, late.json.code]).toEqual([409, 'answered_elsewhere']);
    expect((await act(bob, id, 'join', 'laptop')).status).toBe(200);
  });

  it('is busy where who is called is in another call, and says which call that came to', async () => {
    const [ada, bob, eve] = scene.people(3);
    await calling(bob, scene.conversation([bob, eve]));
    const { status, json } = await calling(ada, scene.conversation([ada, bob]));
    expect([status, json.code]).toEqual([409, 'busy']);
    const { call_id: id } = json.details as { call_id: string };
    expect((await scene.as(ada).get(`/v1/calls/${id}`)).json).toMatchObject({
      state: 'busy',
      reason: 'busy',
    });
    expect((await scene.as(bob).get(`/v1/calls?state=busy`)).json.items).toHaveLength(1);
  });

  it('cannot be had by who is in another call, which is named', async () => {
    const [ada, bob, eve] = scene.people(3);
    const first = await calling(ada, scene.conversation([ada, bob]));
    const refused = { code: 'already_in_call', details: { call_id: first.json.call_id as string } };
    expect((await calling(ada, scene.conversation([ada, eve]))).json).toMatchObject(refused);
    // Who rang her before she called may not be answered either.
    const [dan] = scene.people(1);
    const [fay] = scene.people(1);
    const rings = await calling(dan, scene.conversation([dan, fay]));
    const own = await calling(fay, scene.conversation([fay, eve]));
    const accepted = await act(fay, rings.json.call_id as string, 'accept');
    expect([accepted.status, accepted.json]).toEqual([
      409,
      expect.objectContaining({ code: 'already_in_call', details: { call_id: own.json.call_id as string } }),
    ]);
  });
});

describe('a call of a group', () => {
  it('is joined by who was not called, left, and is over with the last one', async () => {
    const [ada, bob, eve] = scene.people(3);
    const place = scene.conversation([ada, bob], 'group');
    const { json } = await calling(ada, place);
    const id = json.call_id as string;
    expect((await scene.as(eve).get(`/v1/calls/${id}`)).json.code).toBe('call_unknown');
    scene.chat.setMember(place, eve, 'member');
    const joined = await calling(eve, place);
    expect([joined.status, joined.json.call_id, joined.json.state]).toEqual([200, id, 'active']);
    await act(ada, id, 'leave');
    await act(bob, id, 'decline');
    const { json: over } = await act(eve, id, 'leave');
    expect(over).toMatchObject({ state: 'ended', reason: 'everyone_left' });
  });

  it('is ended, and somebody put out of it, by who rules there, and by nobody else', async () => {
    const [ada, bob, eve] = scene.people(3);
    const place = scene.conversation([ada, bob, eve], 'group');
    const { json } = await calling(bob, place);
    const id = json.call_id as string;
    await act(eve, id, 'accept');
    const kick = (who: string, whom: string) => scene.as(who).delete(`/v1/calls/${id}/participants/${whom}`);
    expect((await kick(eve, bob)).json.code).toBe('not_allowed');
    expect((await act(eve, id, 'end')).json.code).toBe('not_allowed');
    expect((await kick(ada, eve)).status).toBe(204);
    for (const what of ['join', 'accept'])
      expect((await act(eve, id, what)).json).toMatchObject({ code: 'kicked_from_call' });
    expect((await calling(eve, place)).json.code).toBe('kicked_from_call');
    scene.chat.isAway = true;
    try {
      const away = await act(ada, id, 'end');
      expect([away.status, away.json.code]).toEqual([503, 'conversations_unavailable']);
      expect(away.headers['retry-after']).toBe('2');
    } finally {
      scene.chat.isAway = false;
    }
    expect((await act(ada, id, 'end')).json).toMatchObject({ state: 'ended', reason: 'hung_up' });
  });

  it('has room for so many, and rings no more', async () => {
    const people = scene.people(20);
    const place = scene.conversation(people, 'group');
    const { json } = await calling(people[0], place);
    expect(json.call.participants).toHaveLength(16);
    const came = await Promise.all(people.slice(1).map((each) => act(each, json.call_id as string, 'join')));
    expect(came.filter(({ status }) => status === 200)).toHaveLength(15);
    expect(new Set(came.filter(({ status }) => status !== 200).map((each) => each.json.code))).toEqual(
      new Set(['call_full']),
    );
  });
});
