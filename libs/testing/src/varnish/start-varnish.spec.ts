import { existsSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { temporaryFolder } from '../process/temporary-folder';
import { workspaceRoot } from '../service/workspace-root';
import { startVarnish } from './start-varnish';
import { type VarnishServer } from './varnish-server';

describe('a real Varnish', () => {
  const vcl = join(workspaceRoot(), 'docker/varnish/default.vcl');
  let service: Server;
  let backend: string;
  let varnish: VarnishServer;
  let asked = 0;

  beforeAll(async () => {
    service = createServer((_, response) => {
      asked += 1;
      response.setHeader('cache-control', 'public, s-maxage=60').setHeader('surrogate-key', 'a');
      response.end('answer');
    });
    await new Promise<void>((resolve) => service.listen(0, '127.0.0.1', resolve));
    backend = `http://127.0.0.1:${(service.address() as AddressInfo).port}`;
    varnish = await startVarnish({ backend, vcl });
  }, 60_000);
  afterAll(async () => {
    await varnish.close();
    service.closeAllConnections();
    service.close();
  });

  const ask = (signal?: AbortSignal) => fetch(varnish.url, signal ? { signal } : {}).then((it) => it.text());

  it('keeps answers, hangs while it is frozen, and comes back empty', async () => {
    expect([await ask(), await ask(), asked]).toEqual(['answer', 'answer', 1]);
    varnish.freeze();
    await expect(ask(AbortSignal.timeout(200))).rejects.toThrow('timeout');
    varnish.thaw();
    expect([await ask(), asked]).toEqual(['answer', 1]);
    await varnish.kill();
    await expect(ask()).rejects.toThrow();
    await varnish.start();
    expect([await ask(), asked]).toEqual(['answer', 2]);
  }, 60_000);

  it('says what is wrong with its rules, and leaves nothing', async () => {
    const folder = temporaryFolder('vcl');
    const wrong = join(folder, 'wrong.vcl');
    writeFileSync(wrong, 'vcl 4.1; sub vcl_recv { return (nowhere); }');
    await expect(startVarnish({ backend, vcl: wrong })).rejects.toThrow(/nowhere/);
    const other = await startVarnish({ backend, vcl });
    const { dir } = other;
    expect(existsSync(dir)).toBe(true);
    await other.close();
    expect([existsSync(dir), other.running]).toEqual([false, false]);
  }, 60_000);
});
