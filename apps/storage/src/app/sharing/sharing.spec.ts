import { newId } from '@secureconnect/platform';
import { httpClient, until } from '@secureconnect/testing';
import { StorageScene } from '../storage-scene.contract';

let scene: StorageScene;

beforeAll(async () => {
  scene = await StorageScene.start();
}, 90_000);
afterAll(() => scene.close(), 30_000);
afterEach(() => Object.assign(scene.chat, { isAway: false, says: undefined }));

const codeOf = ({ status, json }: { status: number; json: unknown }) => [
  status,
  (json as { code?: string })?.code,
];
const read = async (who: string, id: string) => codeOf(await scene.as(who).get(`/v1/files/${id}/content`));
const look = async (who: string, id: string) => codeOf(await scene.as(who).get(`/v1/files/${id}`));

/** Ada's, which she sent to Bob; Eve knows its id. */
async function shared() {
  const [ada, bob, eve] = scene.people(3);
  const id = await scene.as(ada).uploaded(Buffer.from('for Bob'), { type: 'text/plain' });
  scene.chat.share(id, ada, bob);
  return { ada, bob, eve, id };
}

/** Chat is asked again, after it was known to be away. */
const chatIsBack = (who: string, id: string) =>
  until('chat to be asked again', async () => (await read(who, id))[0] === 200, { timeout: 20_000 });

describe('a file', () => {
  it('is read by its owner and by whom it was sent to; who knows its id alone learns nothing', async () => {
    const { ada, bob, eve, id } = await shared();
    for (const who of [ada, bob])
      expect([(await read(who, id))[0], (await look(who, id))[0]]).toEqual([200, 200]);
    expect([await read(eve, id), await look(eve, id)]).toEqual([
      [404, 'not_found'],
      [404, 'not_found'],
    ]);
    expect([await read(eve, newId()), await look(eve, newId())]).toEqual([
      [404, 'not_found'],
      [404, 'not_found'],
    ]);
    const nobody = httpClient(scene.at().url);
    expect([
      (await nobody.get(`/v1/files/${id}/content`)).status,
      (await nobody.get(`/v1/files/${id}`)).status,
    ]).toEqual([401, 401]);
  });

  it('is neither deleted nor handed on by whom it was sent to', async () => {
    const { ada, bob, id } = await shared();
    expect(codeOf(await scene.as(bob).delete(`/v1/files/${id}`))).toEqual([404, 'not_found']);
    expect(codeOf(await scene.as(bob).post(`/v1/files/${id}/url`, {}))).toEqual([404, 'not_found']);
    const { json } = await scene.as(bob).get('/v1/files');
    expect((json as { items: unknown[] }).items).toEqual([]);
    expect((await read(ada, id))[0]).toBe(200);
  });

  it('is read no longer from the moment chat says so: nothing is remembered', async () => {
    const { ada, bob, id } = await shared();
    expect((await read(bob, id))[0]).toBe(200);
    scene.chat.unshare(id, ada, bob);
    expect(await read(bob, id)).toEqual([404, 'not_found']);
    scene.chat.share(id, ada, bob);
    expect((await read(bob, id))[0]).toBe(200);
  });

  it('is looked for in chat for others alone, once, and whether or not it is there', async () => {
    const { ada, bob, eve, id } = await shared();
    const asks = async (who: string, file: string) => {
      const before = scene.chat.asked;
      return [...(await read(who, file)), scene.chat.asked - before];
    };
    expect((await asks(ada, id)).at(-1)).toBe(0);
    expect([await asks(eve, id), await asks(eve, newId())]).toEqual([
      [404, 'not_found', 1],
      [404, 'not_found', 1],
    ]);
    await scene.as(ada).delete(`/v1/files/${id}`);
    expect([await asks(bob, id), await asks(ada, id)]).toEqual([
      [404, 'not_found', 1],
      [410, 'gone', 0],
    ]);
  });

  it('is known to whom it was sent to without a token of its owner, whatever headers say', async () => {
    const { ada, eve, id } = await shared();
    const headers = {
      ...{ 'x-user-id': ada, 'x-forwarded-user': ada, 'x-service-token': 'nonsense', 'x-caller': ada },
      ...{ 'x-original-url': `/v1/files/${id}`, 'x-rewrite-url': '/', 'x-http-method-override': 'DELETE' },
    };
    const answer = await scene.as(eve).get(`/v1/files/${id}/content`, { headers });
    expect(codeOf(answer)).toEqual([404, 'not_found']);
    expect((await read(ada, id))[0]).toBe(200);
  });

  it('is not given to others while chat is away, and to its owner it is', async () => {
    const { ada, bob, eve, id } = await shared();
    const gone = await scene.as(ada).uploaded(Buffer.from('gone'));
    await scene.as(ada).delete(`/v1/files/${gone}`);
    scene.chat.isAway = true;
    // The same to all, and of what is there, what was, and what never was: else the answer would tell which it is.
    const answers = [];
    for (const who of [bob, eve])
      for (const file of [id, gone, newId()])
        for (const part of ['', '/content', '/thumbnails/256']) {
          const { status, headers, text } = await scene.as(who).get(`/v1/files/${file}${part}`);
          answers.push([status, headers['retry-after'], text.replace(/"request_id":"[^"]*"/, '')].join(' '));
        }
    expect(new Set(answers).size).toBe(1);
    expect(answers[0]).toMatch(/^503 2 .*"code":"sharing_unavailable"/);
    expect((await read(ada, id))[0]).toBe(200);
    scene.chat.isAway = false;
    await chatIsBack(bob, id);
    expect(await read(eve, id)).toEqual([404, 'not_found']);
  }, 40_000);

  it('takes no other answer of chat for leave to read', async () => {
    const { ada, bob, id } = await shared();
    for (const answer of [{}, { shared: 'yes' }, { shared: 1 }, [], 'true']) {
      scene.chat.says = answer;
      expect(await read(bob, id)).toEqual([503, 'sharing_unavailable']);
    }
    scene.chat.says = undefined;
    await chatIsBack(bob, id);
    expect((await read(ada, id))[0]).toBe(200);
  }, 40_000);
});

describe('without Redis', () => {
  const all = async () => {
    const { ada, bob, eve, id } = await shared();
    return [(await read(ada, id))[0], (await read(bob, id))[0], ...(await read(eve, id))];
  };

  it('files are read by the same people, and nothing is called degraded', async () => {
    const expected = [200, 200, 404, 'not_found'];
    expect(await all()).toEqual(expected);
    scene.redis.freeze();
    expect(await all()).toEqual(expected);
    const { ada, id } = await shared();
    expect((await scene.as(ada).get(`/v1/files/${id}`)).headers['x-degraded']).toBeUndefined();
    scene.redis.thaw();
    await scene.redis.kill();
    expect(await all()).toEqual(expected);
  }, 60_000);
});

describe('without PostgreSQL', () => {
  it('nobody is given anything, not even by a link, and all are as before once it is back', async () => {
    const { ada, bob, id } = await shared();
    const { json } = await scene.as(ada).post(`/v1/files/${id}/url`, {});
    const link = (json as { url: string }).url;
    await scene.postgres.kill();
    for (const answer of [
      await scene.as(ada).get(`/v1/files/${id}/content`),
      await httpClient(scene.at().url).get(link),
    ]) {
      expect(answer.status).toBe(503);
      expect((answer.json as { code: string }).code).toMatch(/^(database|revocation)_/);
      expect(answer.headers['content-disposition']).toBeUndefined();
    }
    await scene.postgres.start();
    await chatIsBack(bob, id);
    expect((await httpClient(scene.at().url).get(link)).text).toBe('for Bob');
  }, 60_000);
});
