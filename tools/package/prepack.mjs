#!/usr/bin/env node
// Builds a library for `npm pack`: its JavaScript as the services run it, and its types beside it. Run by npm in the
// library's folder. The types stand apart from dist, so that nothing changes under services that run from there.
import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
// Those that others stand on first: their types are read from the package, not from the source.
const all = ['resilience', 'redis'];
const own = basename(process.cwd());
if (!all.includes(own)) throw new Error(`prepack.mjs is run in the folder of one of ${all.join(', ')}.`);
// What stands on it is packed after it, and builds it anew for itself.
const libraries = all.slice(0, all.indexOf(own) + 1);
const env = { ...process.env };
for (const name of Object.keys(env)) if (/^(NX_|npm_|INIT_CWD$)/.test(name)) delete env[name];

Object.assign(env, { NX_DAEMON: 'false', NX_TUI: 'false' });

function run(program, ...args) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join(root, 'node_modules', program), ...args],
    {
      cwd: root,
      env,
      encoding: 'utf8',
    },
  );
  if (status === 0) return;
  console.error(`${stdout}\n${stderr}`.trim());
  process.exit(1);
}

// Whoever has just built them says so: building anew would take dist away under services that start from it.
if (!process.env.SECURECONNECT_BUILT)
  run('nx/dist/bin/nx.js', 'run-many', '-t', 'build', `--projects=${libraries.join(',')}`);
for (const library of libraries) {
  rmSync(join(root, 'libs', library, 'types'), { recursive: true, force: true });
  run('typescript/bin/tsc', '-p', join('libs', library, 'tsconfig.package.json'));
}
