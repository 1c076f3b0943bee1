import { newId } from '@secureconnect/platform';
import { StorageScene } from '../storage-scene.contract';

let scene: StorageScene;
let eve: string;

beforeAll(async () => {
  scene = await StorageScene.start();
  [eve] = scene.people(1);
}, 90_000);
afterAll(() => scene.close(), 30_000);

const contentOf = (id: string) => scene.as(eve).get(`/v1/files/${id}/content`);

const gif = `GIF89a/*${'\0'.repeat(10)}*/=1;alert(document.cookie)`;

describe('content that would do something', () => {
  it.each([
    ['HTML', 'text/html', '<!doctype html><script>alert(1)</script>', 'application/octet-stream'],
    [
      'HTML called text',
      'text/plain',
      ' \n<!-- x --><HTML><body onload=alert(1)>',
      'application/octet-stream',
    ],
    [
      'SVG',
      'application/octet-stream',
      '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
      'application/octet-stream',
    ],
    [
      'SVG after a prologue',
      'text/plain',
      '<?xml version="1.0"?><!-- x --><svg onload="alert(1)"/>',
      'application/octet-stream',
    ],
    [
      'XHTML',
      'application/xhtml+xml',
      '<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"/>',
      'application/octet-stream',
    ],
    [
      'a style sheet of XML',
      'text/xsl',
      '<?xml version="1.0"?><xsl:stylesheet/>',
      'application/octet-stream',
    ],
    ['PDF', 'application/pdf', '%PDF-1.7\n/OpenAction << /S /JavaScript >>', 'application/pdf'],
  ])('is an attachment under no name that a page runs: %s', async (_what, type, text, served) => {
    const id = await scene.as(eve).uploaded(Buffer.from(text), { name: 'a', type });
    const { headers } = await contentOf(id);
    expect(headers).toMatchObject({
      'content-type': served,
      'content-disposition': expect.stringMatching(/^attachment;/) as string,
      'content-security-policy': expect.stringContaining('sandbox') as string,
      'x-content-type-options': 'nosniff',
    });
  });

  it.each([
    ['a script', 'text/javascript', 'alert(1)'],
    ['a script of old', 'text/jscript', 'alert(1)'],
    ['a script of its own name', 'application/x-javascript', 'alert(1)'],
    ['a style', 'text/css', 'body{background:url(//evil.example)}'],
    ['UTF-7', 'text/html; charset=utf-7', '+ADw-script+AD4-alert(1)+ADw-/script+AD4-'],
    ['markup after words', 'text/html', 'Hello <script>alert(1)</script>'],
  ])('is plain text in the one encoding it is, and never sniffed: %s', async (_what, type, text) => {
    const id = await scene.as(eve).uploaded(Buffer.from(text), { name: 'a.html', type });
    const { headers } = await contentOf(id);
    expect(headers).toMatchObject({
      ...{ 'content-type': 'text/plain; charset=utf-8', 'x-content-type-options': 'nosniff' },
    });
  });

  it('is a picture and nothing else where it is a script as well', async () => {
    const id = await scene.as(eve).uploaded(Buffer.from(gif), { name: 'a.js', type: 'text/javascript' });
    const { headers } = await contentOf(id);
    expect(headers).toMatchObject({ 'content-type': 'image/gif', 'x-content-type-options': 'nosniff' });
  });

  it.each([
    ['HTML', '<html><script>alert(1)</script>', 'image/png'],
    ['SVG', '<svg onload="alert(1)"/>', 'image/png'],
    ['a script', 'alert(1)', 'image/gif'],
    ['HTML', '<html>', 'video/mp4'],
  ])('is no picture and no film: %s, %s', async (_what, text, type) => {
    const { status, json } = await scene.as(eve).upload(Buffer.from(text), { name: 'a.png', type });
    expect([status, (json as { code: string }).code]).toEqual([422, 'type_mismatch']);
  });
});

const bell = String.fromCharCode(7);

describe('the name of a download', () => {
  const named = async (name: string) => {
    const id = await scene.as(eve).resumable(Buffer.from('x'), { name });
    const { headers } = await contentOf(id);
    return headers['content-disposition'];
  };

  it.each([
    [
      '"; filename="evil.exe',
      `filename="_; filename=_evil.exe"; filename*=UTF-8''%22%3B%20filename%3D%22evil.exe`,
    ],
    ['50%2e%2e%2f.txt', `filename="50_2e_2e_2f.txt"; filename*=UTF-8''50%252e%252e%252f.txt`],
    [
      'Ünïcode 漢字.txt',
      `filename="Unicode __.txt"; filename*=UTF-8''%C3%9Cn%C3%AFcode%20%E6%BC%A2%E5%AD%97.txt`,
    ],
    ['👩‍👧.png', `filename="___.png"; filename*=UTF-8''%F0%9F%91%A9%E2%80%8D%F0%9F%91%A7.png`],
    [
      '${jndi:ldap://x}'.replaceAll('/', ':'),
      `filename="\${jndi:ldap:::x}"; filename*=UTF-8''%24%7Bjndi%3Aldap%3A%3A%3Ax%7D`,
    ],
  ])('survives: %s', async (name, said) => {
    expect(await named(name)).toBe(`inline; ${said}`);
  });

  it.each([
    ...['../../etc/passwd', '..\\..\\boot.ini', '..', 'a\0.txt', 'a\r\nSet-Cookie: x=y', `a${bell}b`],
    ...['gpj.\u202Eexe', 'a\u2066b', 'x'.repeat(4_000), '   ', ''],
  ])('is refused with the promise: %j', async (name) => {
    const { status, json } = await scene.as(eve).promise(1, { name });
    expect([status, (json as { code: string }).code]).toEqual([422, 'validation_failed']);
    // By tus a name need not be given at all.
    if (name !== '') expect((await scene.as(eve).create(1, { name })).status).toBe(422);
  });

  it('is refused where half a character is sent', async () => {
    const body = '{"name":"a\\ud800.txt","size":1}';
    const headers = { 'content-type': 'application/json' };
    const { status } = await scene.as(eve).post('/v1/uploads', body, { headers });
    expect(status).toBe(422);
  });

  it.each(['../../etc/passwd', '..\\..\\passwd', '/etc/passwd'])(
    'of a form is that of the file alone: %s',
    async (name) => {
      const { status, json } = await scene.as(eve).upload(Buffer.from('x'), { name });
      expect([status, (json as { name?: string }).name]).toEqual([201, 'passwd']);
    },
  );

  it('cannot break out of its header, even if the record held one that nobody let in', async () => {
    const id = await scene.as(eve).uploaded(Buffer.from('x'));
    const name = 'a\r\nSet-Cookie: x=y\r\n\r\n<script>"\u202Etxt.exe';
    await scene.rows('UPDATE storage.files SET name = $2 WHERE id = $1', [id, name]);
    const { status, headers, text } = await contentOf(id);
    expect([status, text, headers['set-cookie']]).toEqual([200, 'x', undefined]);
    expect(headers['content-disposition']).toMatch(
      /^inline; filename="a__Set-Cookie: x=y____<script>__txt.exe";/,
    );
  });
});

describe('a path to a file', () => {
  it.each([
    ...['me', '1', '..', '%2e%2e', '..%2f..%2fetc%2fpasswd', '%00', `${newId()}%00`, `${newId()}x`],
    ...["'%20OR%20'1'='1", newId().replaceAll('-', ''), `{${newId()}}`, 'x'.repeat(200), '%ff'],
  ])('leads to none: %s', async (id) => {
    for (const below of ['', '/content', '/url']) {
      const method = below === '/url' ? 'POST' : 'GET';
      const answer = await scene.as(eve).request(method, `/v1/files/${id}${below}`, { body: {} });
      expect(answer.status).toBeGreaterThanOrEqual(400);
      expect(answer.status).toBeLessThan(500);
      expect(answer.json).toMatchObject({ code: expect.any(String) as string });
    }
  });
});
