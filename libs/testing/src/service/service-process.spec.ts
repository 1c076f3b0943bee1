import { writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { familyOf } from '../process/process-family';
import { removeFolder, temporaryFolder } from '../process/temporary-folder';
import { until } from '../process/until';
import { startService } from './service-process';
import { workspaceRoot } from './workspace-root';
import * as files from 'node:fs';

const living = `
const server = require('node:http').createServer((request, response) => {
  response.statusCode = request.url === '/health/ready' ? 200 : 404;
  response.end();
});
server.listen(process.env.PORT, process.env.HOST, () => console.log('listening, ' + process.env.GREETING));
process.on('SIGTERM', () => process.exit(7));
process.on('SIGUSR2', () => require('node:child_process').spawn('sleep', ['1000']));`;

describe('a service as a process of its own', () => {
  let folder: string;

  beforeEach(() => {
    folder = temporaryFolder('spec');
  });
  afterEach(() => removeFolder(folder));

  const start = (source: string) => {
    writeFileSync(join(folder, 'main.js'), source);
    const script = relative(workspaceRoot(), join(folder, 'main.js'));
    return startService('example', { script, env: { GREETING: 'hello' } });
  };

  it('runs on a port of its own with the given environment, and ends in order', async () => {
    const service = await (await start(living)).ready();
    expect(service.url).toBe(`http://127.0.0.1:${service.port}`);
    await until('its greeting', () => service.log().includes('listening, hello'));
    expect(service.memory()).toBeGreaterThan(10_000_000);
    expect(service.exit).toBeUndefined();
    expect(await service.close()).toEqual({ code: 7, signal: null });
    expect(await service.exited).toEqual({ code: 7, signal: null });
  });

  it('takes its children with it when it is killed', async () => {
    const service = await (await start(living)).ready();
    service.signal('SIGUSR2');
    const { pid } = service;
    await until('the child', () => familyOf([pid], files).length === 2);
    service.signal('SIGSTOP');
    const family = familyOf([pid], files);
    service.signal('SIGCONT');
    service.signal('SIGKILL');
    expect(await service.exited).toEqual({ code: null, signal: 'SIGKILL' });
    await service.close();
    await until('the family to be gone', () => familyOf(family, files).length === 0);
  });

  it('that ends at its start rejects with its log', async () => {
    const service = await start('console.error("PORT is missing"); process.exit(1)');
    await expect(service.ready()).rejects.toThrow(/"code":1.*\n.*PORT is missing/);
    await service.close();
  });

  it('that was not built is named', async () => {
    await expect(startService('nothing')).rejects.toThrow('npx nx build nothing');
  });
});
