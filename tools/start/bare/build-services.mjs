import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { forwardSignals } from './forward-signals.mjs';
import { root } from './install.mjs';

const services = 'gateway,auth,chat,video,storage';

/** Brings the builds of the services up to date, with one line about it; gives the exit code. */
export function buildServices() {
  process.stdout.write('building the services, which are run as they are built …\n');
  const nx = join(root, 'node_modules/nx/dist/bin/nx.js');
  const child = spawn(
    process.execPath,
    [nx, 'run-many', '-t', 'build', `--projects=${services}`, '--output-style=static'],
    {
      cwd: root,
      env: { ...process.env, NX_DAEMON: 'false', NX_TUI: 'false' },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  const stop = forwardSignals(child);
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (said += data));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      const wasStopped = stop();
      if (code !== 0 && !wasStopped) console.error(`The build failed:\n${said.trim()}`);
      resolve(wasStopped ? 130 : (code ?? 1));
    });
  });
}
