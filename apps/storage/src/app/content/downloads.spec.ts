import { type HttpAnswer } from '@secureconnect/testing';
import { sha256Of } from '../storage-client.contract';
import { StorageScene } from '../storage-scene.contract';

const digits = Buffer.from('0123456789');
const tag = `"${sha256Of(digits)}"`;
const nothing = Buffer.alloc(0);

let scene: StorageScene;
let ada: string;
let path: string;
let empty: string;

beforeAll(async () => {
  scene = await StorageScene.start();
  [ada] = scene.people(1);
  path = `/v1/files/${await scene.as(ada).uploaded(digits, { name: 'digits.txt', type: 'text/plain' })}/content`;
  empty = `/v1/files/${await scene.as(ada).uploaded(nothing, { name: 'empty.txt', type: 'text/plain' })}/content`;
}, 90_000);
afterAll(() => scene.close(), 30_000);

const read = (headers: Record<string, string> = {}, where = path, method = 'GET'): Promise<HttpAnswer> =>
  scene.as(ada).request(method, where, { headers });

describe('the content of a file', () => {
  it('is given whole, for its reader alone, and can do nothing where it is opened', async () => {
    const { status, text, headers } = await read();
    expect([status, text]).toEqual([200, '0123456789']);
    expect(headers).toMatchObject({
      ...{ etag: tag, 'content-length': '10', 'accept-ranges': 'bytes' },
      'last-modified': expect.stringMatching(/^[A-Z][a-z]{2}, .* GMT$/) as string,
      'cache-control': 'private, no-cache',
      'content-type': 'text/plain; charset=utf-8',
      'content-disposition': `inline; filename="digits.txt"; filename*=UTF-8''digits.txt`,
      'x-content-type-options': 'nosniff',
      'content-security-policy': expect.stringMatching(/^default-src 'none'.*; sandbox$/) as string,
      'cross-origin-resource-policy': 'same-site',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
    });
    expect(headers['x-service-mode']).toBeUndefined();
  });

  it('is described by HEAD as by GET, and without a byte of it, whatever range is asked for', async () => {
    const volatile = { date: '', 'x-request-id': '' };
    const { headers } = await read();
    for (const asked of [{}, { range: 'bytes=0-3' }, { range: 'bytes=99-' }] as Record<string, string>[]) {
      const head = await read(asked, path, 'HEAD');
      expect([head.status, head.text]).toEqual([200, '']);
      expect({ ...head.headers, ...volatile }).toEqual({ ...headers, ...volatile });
    }
  });

  it('is a file to keep where that is wished', async () => {
    const { headers } = await read({}, `${path}?download=1`);
    expect(headers['content-disposition']).toMatch(/^attachment; filename="digits.txt"/);
  });

  it.each([
    ['bytes=0-0', '0', 'bytes 0-0/10'],
    ['bytes=2-5', '2345', 'bytes 2-5/10'],
    ['bytes=9-9', '9', 'bytes 9-9/10'],
    ['bytes=7-', '789', 'bytes 7-9/10'],
    ['bytes=7-99999999999', '789', 'bytes 7-9/10'],
    ['bytes=-3', '789', 'bytes 7-9/10'],
    ['bytes=-9999', '0123456789', 'bytes 0-9/10'],
    ['bytes = 1-2', '12', 'bytes 1-2/10'],
  ])('is given in part: %s', async (range, part, said) => {
    const { status, text, headers } = await read({ range });
    expect([status, text, headers['content-range']]).toEqual([206, part, said]);
    expect(headers).toMatchObject({ etag: tag, 'content-length': String(part.length) });
  });

  it.each(['bytes=10-', 'bytes=10-20', 'bytes=-0', 'bytes=999999999999-'])(
    'has no such part: %s',
    async (range) => {
      const { status, json, headers } = await read({ range });
      expect([status, (json as { code: string }).code]).toEqual([416, 'range_not_satisfiable']);
      expect(headers).toMatchObject({ 'content-range': 'bytes */10', 'cache-control': 'no-store' });
      expect(headers['content-disposition']).toBeUndefined();
    },
  );

  it.each([
    ['two parts', 'bytes=0-1,4-5'],
    ['parts that overlap', `bytes=${Array.from({ length: 2_000 }, () => '0-').join(',')}`],
    ['no unit of ours', 'lines=1-2'],
    ['an end before its beginning', 'bytes=5-2'],
    ['no numbers', 'bytes=a-b'],
    ['more digits than a number has', 'bytes=99999999999999999999-'],
  ])('is given whole to who asks for %s', async (_what, range) => {
    const { status, text, headers } = await read({ range });
    expect([status, text, headers['content-range']]).toEqual([200, '0123456789', undefined]);
  });

  it('is not looked for by ten thousand ranges: no header is as long', async () => {
    const { status } = await read({
      range: `bytes=${Array.from({ length: 10_000 }, () => '0-9').join(',')}`,
    });
    expect(status).toBe(431);
  });

  it.each<[string, Record<string, string>, number]>([
    ['known', { 'if-none-match': tag }, 304],
    ['known as weak, among others', { 'if-none-match': `"x", W/${tag}` }, 304],
    ['known, whatever part is asked for', { 'if-none-match': tag, range: 'bytes=0-1' }, 304],
    ['known, though it is long', { 'if-none-match': tag, range: 'bytes=99-' }, 304],
    ['not known', { 'if-none-match': '"x"' }, 200],
    ['known since', { 'if-modified-since': 'Fri, 01 Jan 2100 00:00:00 GMT' }, 304],
    ['newer than known', { 'if-modified-since': 'Thu, 01 Jan 2015 00:00:00 GMT' }, 200],
    ['wanted', { 'if-match': tag }, 200],
    ['wanted in part', { 'if-match': '*', range: 'bytes=0-1' }, 206],
    ['not wanted', { 'if-match': '"x"' }, 412],
    ['not wanted, though known', { 'if-match': '"x"', 'if-none-match': tag }, 412],
    ['newer than wanted', { 'if-unmodified-since': 'Thu, 01 Jan 2015 00:00:00 GMT' }, 412],
    ['the rest of the same', { 'if-range': tag, range: 'bytes=5-' }, 206],
    ['the rest of another', { 'if-range': '"x"', range: 'bytes=5-' }, 200],
    ['the rest of who knows what', { 'if-range': `W/${tag}`, range: 'bytes=5-' }, 200],
  ])('that is %s', async (_what, asked, status) => {
    const answer = await read(asked);
    expect(answer.status).toBe(status);
    if (status === 412) expect(answer.json).toMatchObject({ code: 'precondition_failed' });
    else expect(answer.headers).toMatchObject({ etag: tag, 'cache-control': 'private, no-cache' });
    if (status !== 304) return;
    expect(answer.text).toBe('');
    expect(answer.headers).toMatchObject({
      'content-security-policy': expect.stringContaining('sandbox') as string,
      'cross-origin-resource-policy': 'same-site',
    });
    for (const name of ['content-length', 'content-type', 'content-range', 'content-disposition'])
      expect(answer.headers[name]).toBeUndefined();
  });

  it('goes on by the date, where the client kept that alone', async () => {
    const { headers } = await read();
    const asked = { 'if-range': String(headers['last-modified']), range: 'bytes=8-' };
    expect((await read(asked)).text).toBe('89');
    expect((await read({ 'if-modified-since': String(headers['last-modified']) })).status).toBe(304);
  });

  it('may be nothing: whole, and of no part', async () => {
    const { status, text, headers } = await read({}, empty);
    expect([status, text, headers['content-length']]).toEqual([200, '', '0']);
    const part = await read({ range: 'bytes=0-' }, empty);
    expect([part.status, part.headers['content-range']]).toEqual([416, 'bytes */0']);
    expect((await read({}, empty, 'HEAD')).headers['content-length']).toBe('0');
  });

  it('is only read', async () => {
    for (const method of ['PUT', 'POST', 'PATCH', 'DELETE']) {
      const { status, headers } = await read({}, path, method);
      expect([method, status, headers['allow']]).toEqual([method, 405, 'GET, HEAD']);
    }
  });
});
