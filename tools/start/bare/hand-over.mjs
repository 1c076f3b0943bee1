import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { join } from 'node:path';
import { forwardSignals } from './forward-signals.mjs';
import { root } from './install.mjs';

const asTypeScript = [
  '--enable-source-maps',
  '-C',
  '@secureconnect/source',
  '-r',
  '@secureconnect/testing/from-source',
];

/**
 * Runs a TypeScript program of the workspace in our place and gives its exit code. The channel between us is
 * what tells it that we are gone, whatever ended us.
 */
export function handOver(program, args) {
  const child = spawn(process.execPath, [...asTypeScript, join(root, program), ...args], {
    cwd: root,
    env: { ...process.env, SECURECONNECT_CALLED_FROM: process.cwd() },
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  });
  const stop = forwardSignals(child);
  const unwatch = endWithNpm(child);
  return new Promise((resolve) => {
    child.once('exit', (code, signal) => {
      stop();
      unwatch();
      resolve(code ?? 128 + (constants.signals[signal] ?? 0));
    });
  });
}

/** npm does not pass on SIGHUP and cannot pass on SIGKILL: without our parent the child is told to end. */
function endWithNpm(child) {
  if (!process.env.npm_lifecycle_event) return () => undefined;
  const parent = process.ppid;
  const timer = setInterval(() => process.ppid === parent || child.kill('SIGHUP'), 500);
  return () => clearInterval(timer);
}
