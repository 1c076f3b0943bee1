import { newId } from '@secureconnect/platform';
import { httpClient, rawHttp } from '@secureconnect/testing';
import { StorageScene } from '../storage-scene.contract';
import { linkSignerOf } from './link-secrets';
import { LinkSigner } from './link-signer';

const [former, present] = [
  'a secret of last year, that is long enough',
  'a secret of this year, that is long enough',
];

interface Made {
  readonly url: string;
  readonly expires_at: string;
}

let scene: StorageScene;
let ada: string;
let eve: string;
let file: string;

beforeAll(async () => {
  scene = await StorageScene.start(1, { STORAGE_SECRET: present, STORAGE_SECRET_BEFORE: former });
  [ada, eve] = scene.people(2);
  file = await scene.as(ada).uploaded(Buffer.from('0123456789'), { name: 'a.txt', type: 'text/plain' });
}, 90_000);
afterAll(() => scene.close(), 30_000);

/** Who has no token at all. */
const anybody = (place = 0) => httpClient(scene.at(place).url);
const codeOf = ({ status, json }: { status: number; json: unknown }) => [
  status,
  (json as { code?: string })?.code,
];

async function linkTo(id = file, body: object = {}): Promise<Made> {
  const { status, json } = await scene.as(ada).post(`/v1/files/${id}/url`, body);
  expect(status).toBe(201);
  return json as Made;
}

/** A link that this instance would have made, if it had been asked then. */
function linkUntil(seconds: number, signer = scene.at().get(LinkSigner)): string {
  const expires = Math.floor(Date.now() / 1_000) + seconds;
  const signature = signer.sign({ fileId: file, expires, isDownload: false });
  return `/v1/files/${file}/content?${new URLSearchParams({ expires: String(expires), signature })}`;
}

describe('a link', () => {
  it('opens one file for whoever has it, in whole and in part, and names nobody', async () => {
    const { url, expires_at } = await linkTo();
    expect(url).toMatch(new RegExp(`^/v1/files/${file}/content\\?expires=\\d+&signature=[\\w-]{43}$`));
    expect(Date.parse(expires_at) - Date.now()).toBeGreaterThan(3_500_000);
    const { status, text, headers } = await anybody().get(url);
    expect([status, text]).toEqual([200, '0123456789']);
    expect(headers).toMatchObject({ 'cache-control': 'private, no-cache', 'referrer-policy': 'no-referrer' });
    const part = await anybody().get(url, { headers: { range: 'bytes=-2' } });
    expect([part.status, part.text]).toEqual([206, '89']);
    const head = await anybody().request('HEAD', url);
    expect([head.status, head.headers['content-length']]).toEqual([200, '10']);
    const known = { 'if-none-match': String(headers.etag) };
    expect((await anybody().get(url, { headers: known })).status).toBe(304);
  });

  it('opens it with a token of somebody else too, and not with one that is none', async () => {
    const { url } = await linkTo();
    expect((await scene.as(eve).get(url)).status).toBe(200);
    const headers = { authorization: 'Bearer nonsense' };
    expect((await anybody().get(url, { headers })).status).toBe(401);
  });

  it('says how it is opened, which whoever has it cannot change', async () => {
    const { url } = await linkTo(file, { download: true });
    const { headers } = await anybody().get(url);
    expect(headers['content-disposition']).toMatch(/^attachment;/);
    const inline = url.replace('&download=1', '');
    expect(codeOf(await anybody().get(inline))).toEqual([403, 'link_refused']);
    expect(codeOf(await anybody().get(`${(await linkTo()).url}&download=1`))).toEqual([403, 'link_refused']);
  });

  it('altered in any part opens nothing, and is refused in the same words', async () => {
    const { url } = await linkTo();
    const other = await scene.as(ada).uploaded(Buffer.from('other'));
    const parts = new URL(url, 'http://x').searchParams;
    const [expires, signature] = [Number(parts.get('expires')), parts.get('signature') ?? ''];
    const of = (id: string, end: string | number, proof: string) =>
      `/v1/files/${id}/content?expires=${end}&signature=${encodeURIComponent(proof)}`;
    const last = signature.at(-1) === 'A' ? 'E' : 'A';
    const altered = [
      ...[of(other, expires, signature), of(newId(), expires, signature), of(file, expires + 1, signature)],
      ...[of(file, expires - 1, signature), of(file, 9e15, signature), of(file, expires, '')],
      ...[of(file, expires, `${signature.slice(0, -1)}${last}`), of(file, expires, signature.slice(1))],
      ...[
        of(file, expires, signature.toUpperCase()),
        of(file, expires, `${signature}=`),
        of(file, 1, signature),
      ],
      ...[of(file, expires, 'ß'.repeat(43))],
    ];
    const texts = new Set<string>();
    for (const each of altered) {
      const answer = await anybody().get(each);
      expect([each, ...codeOf(answer)]).toEqual([each, 403, 'link_refused']);
      texts.add(JSON.stringify({ ...(answer.json as object), request_id: '' }));
    }
    expect(texts.size).toBe(1);
  });

  it.each([
    ['half of one', (url: string) => url.replace(/&signature=.*/, ''), 401],
    ['the other half', (url: string) => url.replace(/expires=\d+&/, ''), 401],
    ['two ends', (url: string) => `${url}&expires=9999999999`, 422],
    ['two signatures', (url: string) => `${url}&signature=x`, 422],
    ['an end that is none', (url: string) => url.replace(/expires=\d+/, 'expires=never'), 422],
    ['an end before time', (url: string) => url.replace(/expires=\d+/, 'expires=-1'), 422],
    ['more than a link says', (url: string) => `${url}&user_id=${newId()}`, 422],
    ['an endless signature', (url: string) => `${url}${'x'.repeat(8_000)}`, 422],
  ])('of which there is %s opens nothing', async (_what, alter, status) => {
    expect((await anybody().get(alter((await linkTo()).url))).status).toBe(status);
  });

  it('counts until its end and no longer; only who has had a good one learns that it expired', async () => {
    expect((await anybody().get(linkUntil(60))).status).toBe(200);
    for (const seconds of [0, -1, -86_400])
      expect(codeOf(await anybody().get(linkUntil(seconds)))).toEqual([410, 'link_expired']);
    const forged = linkUntil(-60).replace(/signature=.*/, `signature=${'A'.repeat(43)}`);
    expect(codeOf(await anybody().get(forged))).toEqual([403, 'link_refused']);
  });

  it('is bounded in time', async () => {
    const { expires_at } = await linkTo(file, { expires_in: 7 * 86_400 });
    expect(Date.parse(expires_at) - Date.now()).toBeLessThanOrEqual(7 * 86_400_000 + 1_000);
    for (const expires_in of [0, -1, 7 * 86_400 + 1, 1.5, '60', 1e300])
      expect((await scene.as(ada).post(`/v1/files/${file}/url`, { expires_in })).status).toBe(422);
  });

  it('is made by the owner alone; others learn nothing', async () => {
    scene.chat.share(file, ada, eve);
    for (const id of [file, newId()])
      expect(codeOf(await scene.as(eve).post(`/v1/files/${id}/url`, {}))).toEqual([404, 'not_found']);
    expect((await anybody().post(`/v1/files/${file}/url`, {})).status).toBe(401);
  });

  it('opens nothing once the file is deleted, and none is made of it', async () => {
    const id = await scene.as(ada).uploaded(Buffer.from('soon gone'));
    const { url } = await linkTo(id);
    expect((await anybody().get(url)).status).toBe(200);
    await scene.as(ada).delete(`/v1/files/${id}`);
    expect(codeOf(await anybody().get(url))).toEqual([410, 'gone']);
    expect(codeOf(await scene.as(ada).post(`/v1/files/${id}/url`, {}))).toEqual([410, 'gone']);
  });

  it.each(['scanning', 'quarantined'])(
    'opens nothing that is %s, and its owner has it no more',
    async (state) => {
      const id = await scene.as(ada).uploaded(Buffer.from('bad'));
      const { url } = await linkTo(id);
      await scene.rows(
        `UPDATE storage.files SET state = $2, finding = CASE WHEN $2 = 'quarantined' THEN 'a virus' END WHERE id = $1`,
        [id, state],
      );
      expect(codeOf(await anybody().get(url))).toEqual([404, 'not_found']);
      const own = state === 'scanning' ? [409, 'file_scanning'] : [403, 'file_quarantined'];
      expect(codeOf(await scene.as(ada).get(`/v1/files/${id}/content`))).toEqual(own);
      expect(codeOf(await scene.as(ada).post(`/v1/files/${id}/url`, {}))).toEqual(own);
      expect((await scene.as(ada).get(`/v1/files/${id}`)).json).toMatchObject({ state });
    },
  );

  it('is good through a change of the secret, for as long as the one before is kept', async () => {
    const { environment: env } = scene;
    const signerOf = (STORAGE_SECRET: string, STORAGE_SECRET_BEFORE = '') =>
      linkSignerOf({ ...env, STORAGE_SECRET, STORAGE_SECRET_BEFORE } as never);
    const opened = async (signer: LinkSigner) => (await anybody().get(linkUntil(60, signer))).status;
    expect(await opened(signerOf(former))).toBe(200);
    expect(await opened(signerOf(present))).toBe(200);
    expect(await opened(signerOf('', former))).toBe(403);
    expect(await opened(signerOf(`${present}.`))).toBe(403);
    // What is signed from now on, is signed with the present one alone.
    const said = new URL((await linkTo()).url, 'http://x').searchParams;
    const link = { fileId: file, expires: Number(said.get('expires')), isDownload: false };
    const isOf = (secret: string) => signerOf(secret).isSigned(link, said.get('signature') ?? '');
    expect([isOf(present), isOf(former)]).toEqual([true, false]);
  });

  it('is not found by asking for many at once on one connection', async () => {
    const { url } = await linkTo();
    const ask = (path: string, last = false) =>
      `GET ${path} HTTP/1.1\r\nHost: x\r\n${last ? 'Connection: close\r\n' : ''}\r\n`;
    const guesses = Array.from({ length: 20 }, () =>
      ask(url.replace(/signature=.*/, `signature=${'B'.repeat(43)}`)),
    );
    const { text } = await rawHttp(scene.at().url, `${guesses.join('')}${ask(url, true)}`);
    expect(text.match(/HTTP\/1\.1 403/g)).toHaveLength(20);
    expect(text.match(/HTTP\/1\.1 200/g)).toHaveLength(1);
  });
});
