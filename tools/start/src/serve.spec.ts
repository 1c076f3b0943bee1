import { freePort, removeFolder, temporaryFolder, until } from '@secureconnect/testing';
import { LauncherDriver, processesOf } from './launcher-driver';

jest.setTimeout(180_000);

describe('nx serve', () => {
  it('two apps share their servers: the first to leave takes nothing away, the last leaves nothing, killed or not', async () => {
    const state = temporaryFolder('serve');
    const serve = async (app: string) => {
      const port = await freePort();
      const run = new LauncherDriver(['serve', app, '--state', state], { env: { PORT: String(port) } });
      const ready = async () => {
        if (run.exitCode !== undefined) throw new Error(run.output);
        return (await fetch(`http://127.0.0.1:${port}/health/ready`)).status === 200;
      };
      return { run, ready: () => until(`${app} to be ready: ${run.output}`, ready, { timeout: 90_000 }) };
    };
    const auth = await serve('auth');
    const chat = await serve('chat');
    await Promise.all([auth.ready(), chat.ready()]);
    const keepers = processesOf(state).filter((process) => process.includes('main.ts keep '));
    expect(keepers).toHaveLength(1);

    auth.run.interrupt();
    expect(await auth.run.ended()).toBe(0);
    await chat.ready();

    chat.run.interrupt();
    expect(await chat.run.ended()).toBe(0);
    await until('every process to be gone', () => processesOf(state).length === 0);

    const again = await serve('auth');
    await again.ready();
    again.run.interrupt('SIGKILL');
    await until('every process to be gone', () => processesOf(state).length === 0);
    await removeFolder(state);
  });
});
