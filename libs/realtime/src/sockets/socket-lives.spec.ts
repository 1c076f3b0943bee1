import { RedisBreakers } from '@secureconnect/resilience';
import { type SocketClient, until } from '@secureconnect/testing';
import { type Claims, SocketScene, somebody } from './sockets-scene.contract';
import { SocketStanding } from './socket-standing.service';

jest.setTimeout(60_000);

let scene: SocketScene;
const open: SocketClient[] = [];
beforeAll(async () => (scene = await SocketScene.start()));
afterEach(async () => {
  for (const client of open.splice(0)) client.close();
  await until('all sockets to be forgotten', () => scene.at(0).count + scene.at(1).count === 0);
});
afterAll(() => scene?.close());

const connect = async (place: number, who: object): Promise<SocketClient> => {
  const client = await scene.at(place).connect(who);
  open.push(client);
  return client;
};
const inSeconds = (seconds: number) => ({ exp: Math.floor(Date.now() / 1_000) + seconds });
const deafen = async () => {
  await scene.road.refuse();
  scene.road.reset();
};
const hearAgain = () => Promise.all([scene.road.heal(), scene.redis.start()]);
const endSession = ({ sid }: Claims) => scene.at(0).revoke({ kind: 'session', subject: sid });

describe('whoever is signed out', () => {
  it('is told why and cut on every instance, and nobody else is', async () => {
    const ann = somebody();
    const other = somebody({ sub: ann.sub });
    const [here, there] = [await connect(0, ann), await connect(1, ann)];
    const stays = await connect(1, other);
    await endSession(ann);
    for (const client of [here, there]) {
      expect(await client.next('session.revoked')).toEqual({ reason: 'session_ended' });
      await client.next('disconnect');
    }
    expect(await stays.emitAck('say', { text: 'I am still here' })).toMatchObject({ ok: true });
    await scene.at(0).revoke({ kind: 'user', subject: ann.sub });
    expect(await stays.next('session.revoked')).toEqual({ reason: 'account_sessions_ended' });
    await expect(scene.at(1).connect(ann)).rejects.toMatchObject({ data: { code: 'token_revoked' } });
  });

  it('hears nothing after it, and nothing she says is heard', async () => {
    const ann = somebody();
    const client = await connect(1, ann);
    const { gateway } = scene.at(1);
    const heard = () => gateway.heard.filter((text) => text.startsWith('after'));
    client.socket.on('session.revoked', () => {
      for (let each = 0; each < 20; each += 1) client.emit('say', { text: `after ${each}` });
      gateway.tellAll('after');
    });
    await endSession(ann);
    await client.next('disconnect');
    expect(client.pending('said')).toEqual([]);
    expect(heard()).toEqual([]);
  });

  it.each([
    ['Redis is killed', () => scene.redis.kill(), () => scene.redis.start()],
    ['Redis is frozen', async () => scene.redis.freeze(), async () => scene.redis.thaw()],
    ['PostgreSQL is not heard', deafen, () => scene.road.heal()],
    ['neither is heard', async () => (await deafen(), await scene.redis.kill()), hearAgain],
  ])('is cut while %s, or as soon as it can be known', async (_fault, break_, mend) => {
    const ann = somebody();
    const client = await connect(1, ann);
    await break_();
    try {
      await endSession(ann);
    } finally {
      await mend();
    }
    expect(await client.next('session.revoked', 20_000)).toMatchObject({ reason: expect.any(String) });
    await until('all to be well again', () => scene.at(1).isNormal && scene.at(1).isCurrent, {
      timeout: 20_000,
    });
  });
});

it('an event is refused while nobody can say whether its sender still counts, and heard again afterwards', async () => {
  const client = await connect(1, somebody());
  const answer = async (): Promise<string> => {
    const { ok, error } = await client.emitAck('say', {});
    return ok ? 'ok' : (error.code as string);
  };
  const every = { timeout: 20_000, every: 200 };
  await deafen();
  await scene.redis.kill();
  try {
    await until('it to be refused', async () => (await answer()) === 'revocation_unknown', every);
  } finally {
    await hearAgain();
  }
  await until('it to be heard', async () => (await answer()) === 'ok', every);
  await until('all to be well again', () => scene.at(1).isNormal && scene.at(1).isCurrent, every);
});

describe('with each event it is asked whether its sender still counts', () => {
  const standing = () => jest.spyOn(scene.at(1).app.get(SocketStanding), 'isKnownRevoked');
  const heard = (...words: string[]) => scene.at(1).gateway.heard.filter((text) => words.includes(text));
  afterEach(() => jest.restoreAllMocks());

  it('so who was revoked unheard is cut by what she says', async () => {
    const client = await connect(1, somebody());
    standing().mockReturnValue(true);
    client.emit('say', { text: 'unheard' });
    await client.next('session.revoked');
    await client.next('disconnect');
    expect(heard('unheard')).toEqual([]);
  });

  it('and of all sockets once memory can say again', async () => {
    const [silent] = [await connect(1, somebody()), await connect(1, somebody())];
    const asked = standing().mockReturnValue(undefined);
    await until('it to be found out', () => asked.mock.calls.length > 1);
    asked.mockReturnValue(true);
    await silent.next('session.revoked');
  });

  it('and what she says keeps its order, whoever answers first', async () => {
    const client = await connect(1, somebody());
    const answers: ((isRevoked: boolean) => void)[] = [];
    const known = standing().mockReturnValue(undefined);
    const asked = jest.spyOn(scene.at(1).app.get(SocketStanding), 'isRevoked');
    asked.mockImplementation(() => new Promise((resolve) => answers.push(resolve)));
    const said = ['first', 'second'].map((text) => client.emitAck('say', { text }));
    await until('both to be asked about', () => answers.length === 2);
    known.mockReturnValue(false);
    said.push(client.emitAck('say', { text: 'third' }));
    await until('the third to wait for them', () => answers.length === 3);
    for (const each of [2, 1]) answers[each]?.(false);
    // Heard by the same instance after what she says.
    await (await connect(1, somebody())).emitAck('say', {});
    answers[0]?.(false);
    await Promise.all(said);
    expect(heard('first', 'second', 'third')).toEqual(['first', 'second', 'third']);
  });
});

describe('a token', () => {
  it('ends, and its socket with it', async () => {
    const client = await connect(0, { ...somebody(), ...inSeconds(2) });
    expect(await client.next('error')).toMatchObject({ code: 'token_expired' });
    await client.next('disconnect');
  });

  it('is followed by a later one of the same session, and the socket stays', async () => {
    const ann = somebody();
    const client = await connect(0, { ...ann, ...inSeconds(2) });
    const answer = await client.emitAck('auth.refresh', { access_token: scene.issuer.token(ann) });
    expect(answer).toEqual({ ok: true, expires_at: expect.stringMatching(/Z$/) });
    const brief = await connect(0, inSeconds(3));
    await brief.next('disconnect', 10_000);
    expect(await client.emitAck('say', { text: 'on' })).toMatchObject({ ok: true });
    await endSession(ann);
    await client.next('session.revoked');
  });

  it('is followed by none of another person, of another session, or that is not good', async () => {
    const ann = somebody();
    const client = await connect(0, ann);
    const codeOf = async (payload: object) =>
      (await client.emitAck('auth.refresh', payload)).error.code as string;
    const another = scene.issuer.token({ sub: ann.sub });
    expect(await codeOf({ access_token: scene.issuer.token() })).toBe('not_authenticated');
    expect(await codeOf({ access_token: another })).toBe('not_authenticated');
    expect(await codeOf({ access_token: 'nonsense' })).toBe('not_authenticated');
    expect(await codeOf({})).toBe('validation_failed');
    expect(await client.emitAck('say', {})).toMatchObject({ ok: true, by: ann.sub });
  });
});

it('whoever came while a breaker kept calls from Redis is told that it lets them through, and who was there of both', async () => {
  const breakers = scene.at(0).app.get(RedisBreakers);
  const was = await connect(0, somebody());
  breakers.control('pubsub', 'force-open');
  try {
    expect(await was.next('mode.changed')).toMatchObject({ mode: 'degraded' });
    const came = await connect(0, somebody());
    expect(await came.next('ready')).toMatchObject({ mode: 'degraded' });
    breakers.control('pubsub', 'reset');
    for (const client of [was, came])
      expect(await client.next('mode.changed')).toMatchObject({ mode: 'normal' });
  } finally {
    breakers.control('pubsub', 'reset');
  }
});

it('what fails closed is refused over a socket while Redis is away, and what does not goes on', async () => {
  const client = await connect(0, somebody());
  expect(await client.emitAck('lock')).toEqual({ ok: true });
  await scene.redis.kill();
  try {
    expect(await client.next('mode.changed')).toMatchObject({ mode: 'degraded' });
    expect(await client.emitAck('lock')).toMatchObject({
      ok: false,
      error: { code: 'redis_unavailable', mode: 'degraded' },
    });
    expect(await client.emitAck('say', {})).toMatchObject({ ok: true });
  } finally {
    await scene.redis.start();
  }
  expect(await client.next('mode.changed', 20_000)).toMatchObject({ mode: 'normal' });
  expect(client.connected).toBe(true);
});
