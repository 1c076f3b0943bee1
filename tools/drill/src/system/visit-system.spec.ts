import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { removeFolder, temporaryFolder } from '@secureconnect/testing';
import { visitSystem } from './visit-system';

describe('visiting the system that is up', () => {
  const folder = temporaryFolder('visit');
  afterAll(() => removeFolder(folder));
  const note = (launcher: number) => {
    const services = { gateway: 'http://127.0.0.1:1' };
    const running = { launcher, services, postgres: null, redis: { port: 2 } };
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
});
