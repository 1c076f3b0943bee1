const { createHash } = require('node:crypto');
const { mkdirSync, readFileSync, renameSync, writeFileSync } = require('node:fs');
const { _extensions: loaders } = require('node:module');
const { join } = require('node:path');

/**
 * `node -r @secureconnect/testing/from-source`: runs TypeScript as jest compiles it, and compiles each file once per
 * checkout. A process of a test begins in two thirds of the time that it takes with swc-node, which loads TypeScript
 * and compiles all anew (ADR 28).
 */
const root = join(__dirname, '../..');
const cache = join(root, 'node_modules/.cache/secureconnect/from-source');
const { exclude: _exclude, ...options } = JSON.parse(readFileSync(join(root, '.swcrc'), 'utf8'));
const { version } = require('@swc/core/package.json');
const maker = JSON.stringify([options, version]);

loaders['.ts'] = (module, file) => {
  const source = readFileSync(file, 'utf8');
  const key = createHash('sha256').update(`${maker}\0${file}\0${source}`).digest('hex');
  module._compile(kept(join(cache, `${key}.js`)) ?? compile(source, file, key), file);
};

function kept(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined; // Not compiled yet, or of another time.
  }
}

function compile(source, filename, key) {
  const { transformSync } = require('@swc/core');
  const { code } = transformSync(source, { ...options, swcrc: false, filename, sourceMaps: 'inline' });
  const [path, staging] = [join(cache, `${key}.js`), join(cache, `${key}.${process.pid}`)];
  try {
    mkdirSync(cache, { recursive: true });
    writeFileSync(staging, code);
    renameSync(staging, path); // Several may write it at once: it is whole when it has its name.
  } catch {
    // A checkout that cannot be written to: it is compiled each time.
  }
  return code;
}
