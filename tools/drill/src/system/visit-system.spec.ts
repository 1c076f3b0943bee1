import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { serviceNames } from '@secureconnect/contracts';
import { removeFolder, temporaryFolder } from '@secureconnect/testing';
import { visitSystem } from './visit-system';

describe('visiting the system that is up', () => {
  const folder = temporaryFolder('visit');
  afterAll(() => removeFolder(folder));
  const note = (launcher: number, without = '', redis: { readonly port: number } | null = { port: 2 }) => {
    const names = serviceNames.filter((name) => name !== without);
    const services = Object.fromEntries(names.map((name) => [name, 'http://127.0.0.1:1']));
    const running = { launcher, services, postgres: null, redis };
    writeFileSync(join(folder, 'running.json'), JSON.stringify(running));
    writeFileSync(join(folder, 'secrets.json'), JSON.stringify({ redis: 'secret' }));
  };

  it('finds none where nothing was noted', () => {
    expect(visitSystem(folder)).toBeUndefined();
  });

  it('finds the one whose launcher lives', () => {
    note(process.pid);
    expect(visitSystem(folder)?.redis).toEqual({ port: 2, password: 'secret', stateFolder: folder });
  });

  it('does not trust the note of a launcher that was killed', async () => {
    const launcher = spawn(process.execPath, ['-e', 'setInterval(() => 0, 1000)']);
    note(launcher.pid!);
    expect(visitSystem(folder)).toBeDefined();
    launcher.kill('SIGKILL');
    await once(launcher, 'exit');
    expect(visitSystem(folder)).toBeUndefined();
  });

  it('says so where the Redis is not to be taken away, and where a service is left out', () => {
    note(process.pid, '', null);
    expect(() => visitSystem(folder)).toThrow(/no Redis that may be taken away.*--own/);
    note(process.pid, 'chat');
    expect(() => visitSystem(folder)).toThrow(/runs without chat.*--own/);
  });
});
