import { join } from 'node:path';
import { serviceNames } from '@secureconnect/contracts';
import { overview } from './overview';
import { type DataServers } from './servers/data-servers';
import { stateFolderAt } from './state-folder';
import { workspaceRoot } from './workspace';

describe('the overview', () => {
  const folder = stateFolderAt(join(workspaceRoot, '.secureconnect'));
  const services = serviceNames.map((name, i) => ({
    plan: { name, port: 58080 + i, env: {}, logFile: join(folder.logs, `${name}.log`) },
    url: `http://127.0.0.1:${58080 + i}`,
    process: { pid: 4194303 },
  }));
  const running = { port: 54329, pid: 4194303, isNew: false };
  const url = 'postgres://postgres:hush@127.0.0.1:54329/secureconnect';
  const own = { host: '127.0.0.1', port: 54329, url, running };

  it('is readable at 100 columns and shows no password', () => {
    const servers = { postgres: own, redis: { ...own, port: 63799 }, keeper: {} } as unknown as DataServers;
    const text = overview(services, servers, folder);
    expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(100);
    expect(text).not.toContain('hush');
    expect(text).toMatch(/postgres +127\.0\.0\.1:54329 +\.secureconnect\/postgres\/server\.log +4194303/);
  });

  it('says which servers are the person’s own and which are missing', () => {
    const { running: _, ...theirs } = own;
    const text = overview(
      services,
      { postgres: theirs, redis: { ...theirs, trouble: 'not installed' } },
      folder,
    );
    expect(text).toMatch(/postgres .*named by the environment/);
    expect(text).toMatch(/redis .*not running/);
    expect(text).not.toContain('Connect');
  });
});
