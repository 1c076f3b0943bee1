import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { forwardSignals } from './forward-signals.mjs';

/** The root of the checkout. */
export const root = dirname(dirname(dirname(dirname(fileURLToPath(import.meta.url)))));
const lockFile = join(root, 'package-lock.json');
const modules = join(root, 'node_modules');
const stampFile = join(modules, '.secureconnect-install.json');

// Native packages are chosen by platform and Node's ABI, so another one of either needs another install.
const stampOf = (lock) => ({
  lock: createHash('sha256').update(lock).digest('hex'),
  machine: `${process.platform}-${process.arch}, ABI ${process.versions.modules}`,
});
const writeStamp = (stamp) => writeFileSync(stampFile, `${JSON.stringify(stamp)}\n`);

/** Packages npm itself recorded as installed, or undefined when its last install did not finish. */
function installedPackages() {
  try {
    return JSON.parse(readFileSync(join(modules, '.package-lock.json'), 'utf8')).packages;
  } catch {
    return undefined; // No record: nothing to go by, so everything is installed anew.
  }
}

/** True when npm's own record says that all the lock asks for is there, whoever installed it. */
function matches(lock) {
  const there = installedPackages();
  if (!there) return false;
  return Object.entries(JSON.parse(lock).packages)
    .filter(([path, entry]) => path.startsWith('node_modules/') && !entry.optional)
    .every(([path, entry]) => there[path] && there[path].version === entry.version);
}

/** Why an install is needed, or undefined. */
function reasonToInstall(lock, stamp) {
  if (!existsSync(modules)) return 'there are none yet';
  const stamped = existsSync(stampFile) ? JSON.parse(readFileSync(stampFile, 'utf8')) : {};
  if (stamped.lock === stamp.lock && stamped.machine === stamp.machine) return undefined;
  if (stamped.machine && stamped.machine !== stamp.machine) return 'they are those of another Node or system';
  if (!matches(lock)) return 'the installed ones are not those of package-lock.json';
  writeStamp(stamp);
  return undefined;
}

function npmCommand() {
  const cli = process.env.npm_execpath;
  const isNpm = cli && /npm-cli\.c?js$/.test(cli) && existsSync(cli);
  return isNpm ? [process.execPath, [cli]] : ['npm', []];
}

/** Runs `npm ci`; gives its exit code, or the signal that ended it, and what it said. */
function npmCi() {
  const [command, first] = npmCommand();
  // Without --include=dev, NODE_ENV=production would leave out what builds the apps.
  const args = [
    ...first,
    'ci',
    '--include=dev',
    '--no-audit',
    '--no-fund',
    '--prefer-offline',
    '--loglevel=error',
  ];
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
    const stop = forwardSignals(child);
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (said += data));
    child.once('error', (error) => resolve({ code: 1, said: error.message }));
    child.once('close', (code) => resolve({ code, said, stopped: stop() }));
  });
}

/** npm's own last word, in one line. */
function npmsReason(said) {
  if (/ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|ENETUNREACH|ECONNRESET|network/i.test(said)) {
    return 'the package registry cannot be reached, and the packages are not all in the npm cache; connect and run the same command again';
  }
  if (/ENOSPC/.test(said)) return 'the disk is full';
  if (/EACCES|EPERM|EROFS/.test(said)) return `${root} cannot be written`;
  const line = said.split('\n').find((text) => /^npm (error|ERR!) (?!code)/.test(text));
  return (
    (line ?? said.trim().split('\n').pop() ?? '').replace(/^npm (error|ERR!) /, '') || 'npm gave no reason'
  );
}

/** Brings node_modules in line with package-lock.json; gives one sentence when that is impossible. */
export async function ensureInstalled() {
  if (!existsSync(lockFile)) return `${lockFile} is missing: this is not a whole checkout of SecureConnect.`;
  const lock = readFileSync(lockFile, 'utf8');
  const stamp = stampOf(lock);
  const reason = reasonToInstall(lock, stamp);
  if (!reason) return undefined;
  const start = Date.now();
  const seconds = () => Math.round((Date.now() - start) / 1000);
  console.error(`Installing packages, because ${reason} …`);
  const ticking = setInterval(() => console.error(`  still installing, ${seconds()} s`), 10_000);
  const { code, said, stopped } = await npmCi();
  clearInterval(ticking);
  if (stopped) return 'Stopped while installing; the next run installs again.';
  if (code !== 0) return `The packages could not be installed: ${npmsReason(said)}.`;
  writeStamp(stamp);
  console.error(`Installed in ${seconds()} s.`);
  return undefined;
}
