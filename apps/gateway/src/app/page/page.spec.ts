import { rawHttp, removeFolder, temporaryFolder, until } from '@secureconnect/testing';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openDoor } from '../door/door-scene.contract';
import { pageFolder } from './page-folder';

describe('the page to try it with', () => {
  const folder = temporaryFolder('page');
  let door: Awaited<ReturnType<typeof openDoor>>;

  beforeAll(async () => {
    for (const below of ['assets', 'v1', 'v1/auth']) mkdirSync(join(folder, below));
    writeFileSync(join(folder, 'index.html'), '<!doctype html>');
    writeFileSync(join(folder, 'assets/index-abc.js'), 'start()');
    writeFileSync(join(folder, 'secret.env'), 'SECRET=1');
    writeFileSync(join(folder, 'v1/auth/login.html'), 'not this');
    symlinkSync('/etc/hostname', join(folder, 'assets/outside.js'));
    door = await openDoor({ PAGE_FOLDER: folder });
  });
  afterAll(async () => {
    await door.close();
    await removeFolder(folder);
  });

  // The scene gives a client one second to send its head, which a busy machine may need longer for.
  const get = (path: string, init?: RequestInit) =>
    until('an answer in time', async () => {
      const answer = await fetch(`${door.url}${path}`, init);
      return answer.status === 408 ? undefined : answer;
    });

  it('is answered at the root, held to what is its own', async () => {
    const answer = await get('/');
    expect([answer.status, await answer.text()]).toEqual([200, '<!doctype html>']);
    const host = new URL(door.url).host;
    const policy = answer.headers.get('content-security-policy')?.split(';') ?? [];
    expect(policy).toEqual([
      ...["default-src 'none'", "script-src 'self'", "style-src 'self'"],
      `connect-src 'self' ws://${host} wss://${host}`,
      ...["img-src 'self' data: blob:", "media-src 'self' blob: mediastream:"],
      ...["base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'"],
    ]);
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    expect(answer.headers.get('cache-control')).toBe('no-cache');
  });

  it('is not sent again to who has it', async () => {
    const etag = (await get('/')).headers.get('etag') ?? '';
    for (const known of [etag, `W/${etag}`, `"other", ${etag}`]) {
      const again = await get('/', { headers: { 'if-none-match': known } });
      expect([again.status, await again.text(), again.headers.get('etag')]).toEqual([304, '', etag]);
    }
    expect((await get('/', { headers: { 'if-none-match': '"other"' } })).status).toBe(200);
  });

  it('has files whose names say what is in them kept for ever, and spares a head the body', async () => {
    const script = await get('/assets/index-abc.js', { method: 'HEAD' });
    expect([script.status, await script.text()]).toEqual([200, '']);
    expect(script.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
    expect(script.headers.get('cache-control')).toContain('immutable');
    expect(script.headers.get('content-length')).toBe('7');
  });

  it.each([
    ...[
      '/../package.json',
      '/assets/../../package.json',
      '/%2e%2e/package.json',
      '/assets/..%2f..%2fpackage.json',
    ],
    ...[
      '/assets/outside.js',
      '/secret.env',
      '/index.html',
      '/assets',
      '/assets/',
      '//',
      '/assets/%69ndex-abc.js',
    ],
  ])('has nothing at %s', async (path) => {
    const host = new URL(door.url);
    const answer = await rawHttp(
      door.url,
      `GET ${path} HTTP/1.1\r\nHost: ${host.host}\r\nConnection: close\r\n\r\n`,
    );
    expect(answer.text).toMatch(/^HTTP\/1.1 40[04] /);
  });

  it('hides no route of the API, and takes nothing that is sent', async () => {
    expect((await get('/v1/auth/login.html')).status).toBe(401);
    expect((await get('/', { method: 'POST', body: 'x' })).status).toBe(404);
    expect((await get('/health')).status).toBe(200);
    expect(await (await get('/health')).text()).toBe('the framework');
  });

  it('is served in development alone', async () => {
    expect(pageFolder({ NODE_ENV: 'production' })).toBeUndefined();
    expect(pageFolder({ NODE_ENV: 'test' })).toBeUndefined();
    const without = await openDoor({});
    const answer = await fetch(without.url);
    expect([answer.status, await answer.json()]).toMatchObject([404, { code: 'route_not_found' }]);
    await without.close();
  });
});
