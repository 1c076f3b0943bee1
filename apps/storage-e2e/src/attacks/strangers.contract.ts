import { randomUUID } from 'node:crypto';
import { httpClient, rawHttp, until } from '@secureconnect/testing';
import { type AttackScene, told, ways } from './attack-scene.contract';

/** Every route of a file and of an upload that takes an id. */
const routes = (file: string, upload: string): [string, string, Record<string, string>?][] => [
  ['GET', `/v1/files/${file}`],
  ['GET', `/v1/files/${file}/content`],
  ['POST', `/v1/files/${file}/url`],
  ['DELETE', `/v1/files/${file}`],
  ['GET', `/v1/uploads/${upload}`],
  ['POST', `/v1/uploads/${upload}/complete`],
  ['DELETE', `/v1/uploads/${upload}`],
  ['HEAD', `/v1/uploads/tus/${upload}`, { 'tus-resumable': '1.0.0' }],
  ['DELETE', `/v1/uploads/tus/${upload}`, { 'tus-resumable': '1.0.0' }],
  [
    'PATCH',
    `/v1/uploads/tus/${upload}`,
    { 'tus-resumable': '1.0.0', 'upload-offset': '0', 'content-type': 'application/offset+octet-stream' },
  ],
];
const bodyOf = (method: string) => (method === 'POST' ? {} : method === 'PATCH' ? 'evil' : undefined);

/** Somebody who has nothing to do with a file learns nothing of it, not even that it is there. */
export function describeStrangers(sceneOf: () => AttackScene): void {
  const own = async () => {
    const scene = sceneOf();
    const { ann } = scene.people;
    const file = await scene.upload(ann, 'of Ann');
    const promise = { name: 'a.txt', size: 4 };
    const { id: upload } = (await scene.good('POST', '/v1/uploads', { as: ann, body: promise })) as {
      id: string;
    };
    return { file, upload };
  };

  describe.each(ways)('%s, a stranger', (way) => {
    it('is told by every route that there is no such file and no such upload, and changes none', async () => {
      const scene = sceneOf();
      const { ann, eve } = scene.people;
      const { file, upload } = await own();
      const invented = routes(randomUUID(), randomUUID());
      for (const [at, [method, path, headers = {}]] of routes(file, upload).entries()) {
        const asked = { as: eve, headers, body: bodyOf(method) };
        const one = await scene.ask(way, method, path, asked);
        const two = await scene.ask(way, method, invented[at]?.[1] ?? '', asked);
        expect([method, path, one.status]).toEqual([method, path, 404]);
        expect(told(two)).toEqual(told(one));
      }
      expect((await scene.ask(way, 'GET', `/v1/files/${file}/content`, { as: ann })).text).toBe('of Ann');
      const kept = await scene.ask(way, 'GET', `/v1/uploads/${upload}`, { as: ann });
      expect(kept.json).toMatchObject({ state: 'open' });
      const { json } = await scene.ask(way, 'GET', '/v1/files', { as: eve });
      expect(json).toEqual({ items: [], next_cursor: null });
    });

    it('who is nobody learns which tus is spoken', async () => {
      const { status, headers } = await sceneOf().ask(way, 'OPTIONS', '/v1/uploads/tus');
      expect([status, headers['tus-version'], headers['tus-extension'], headers['tus-max-size']]).toEqual([
        ...[204, '1.0.0', expect.stringContaining('creation'), expect.stringMatching(/^[1-9]/)],
      ]);
    });

    it('who is nobody is let in nowhere, by no token that is not one', async () => {
      const scene = sceneOf();
      const { token } = scene.people.ann;
      const { file, upload } = await own();
      const [head, payload, proof] = token.split('.') as [string, string, string];
      const none = Buffer.from('{"alg":"none","typ":"at+jwt"}').toString('base64url');
      const tokens = [
        undefined,
        'nonsense',
        `${head}.${payload}.`,
        `${none}.${payload}.`,
        `${head}.${proof}.${payload}`,
      ];
      for (const [method, path, headers = {}] of routes(file, upload))
        for (const each of tokens) {
          const authorization: Record<string, string> =
            each === undefined ? {} : { authorization: `Bearer ${each}` };
          const asked = { headers: { ...headers, ...authorization }, body: bodyOf(method) };
          const { status } = await scene.ask(way, method, path, asked);
          expect([method, path, each, status]).toEqual([method, path, each, 401]);
        }
      const inAddress = await scene.ask(way, 'GET', `/v1/files/${file}/content?access_token=${token}`);
      expect([401, 422]).toContain(inAddress.status);
    });

    it('headers that name somebody else, or another path, change nothing', async () => {
      const scene = sceneOf();
      const { ann, eve } = scene.people;
      const { file } = await own();
      const headers = {
        ...{
          'x-user-id': ann.id,
          'x-forwarded-user': ann.id,
          x_user_id: ann.id,
        },
        ...{ 'x-service-token': 'forged', 'x-original-url': `/v1/files/${file}`, 'x-rewrite-url': '/' },
        ...{
          'x-http-method-override': 'DELETE',
          'x-forwarded-for': '127.0.0.1',
          'x-forwarded-host': 'evil.example',
        },
      };
      const content = `/v1/files/${file}/content`;
      expect(told(await scene.ask(way, 'GET', content, { as: eve, headers }))).toEqual([404, 'not_found']);
      // The gateway takes it away; who comes past it is told that it is none of the gateway's.
      const forged = { ...headers, 'x-client-statement': 'forged' };
      expect(told(await scene.ask(way, 'GET', content, { as: eve, headers: forged }))).toEqual(
        way === 'past the gateway' ? [401, 'forged_statement'] : [404, 'not_found'],
      );
      expect((await scene.ask(way, 'GET', content, { as: ann })).text).toBe('of Ann');
      const { status } = await scene.ask(way, 'GET', '/v1/quota', { headers });
      expect(status).toBe(401);
    });

    it.each([
      '/v1/files/../../internal/files',
      '/v1/files/%2e%2e/%2e%2e/internal/files',
      '/v1/files/..%2f..%2f..%2fetc%2fpasswd/content',
      '/v1/files/%00/content',
      '/v1/files//content',
      '/v1/uploads/tus/..%2f..%2fblobs',
      '/v1/uploads/tus/../../files',
      '//v1/files/x/content',
      '/v1/files/x/content;/../..',
    ])('finds nothing behind %s', async (path) => {
      const scene = sceneOf();
      const base = way === 'past the gateway' ? scene.scene.storages[0]?.url : scene.scene.url;
      const head = `GET ${path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${scene.people.eve.token}\r\n`;
      const { text } = await rawHttp(base ?? '', `${head}Connection: close\r\n\r\n`, { deadline: 20_000 });
      expect(text).toMatch(/^HTTP\/1\.1 4\d\d /);
      expect(text).not.toMatch(/root:|blob_key|at .*\.ts/);
    });

    it('who has logged out reads her own no more', async () => {
      const scene = sceneOf();
      const mia = await scene.scene.signIn(way === 'past the gateway' ? 'mia' : 'max');
      const file = await scene.upload(mia, 'of Mia');
      const content = `/v1/files/${file}/content`;
      expect((await scene.ask(way, 'GET', content, { as: mia })).status).toBe(200);
      await scene.good('POST', '/v1/auth/logout', { as: mia });
      const refused = async () => (await scene.ask(way, 'GET', content, { as: mia })).status === 401;
      await until('the token to be refused', refused, { timeout: 20_000 });
    });
  });

  it('the way in between services leads nobody to who shares what', async () => {
    const scene = sceneOf();
    const { ann, eve } = scene.people;
    const path = `/internal/files/${randomUUID()}/shares?owner_id=${ann.id}&user_id=${eve.id}`;
    expect((await scene.ask('through the gateway', 'GET', path, { as: eve })).status).toBe(404);
    const chat = httpClient(scene.scene.chatUrl);
    const headers = { authorization: `Bearer ${eve.token}`, 'x-service-token': eve.token };
    expect((await chat.get(path, { headers })).status).toBe(401);
  });
}
