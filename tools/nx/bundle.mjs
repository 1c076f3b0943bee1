import { execFileSync } from 'node:child_process';
import { copyFileSync, readFileSync, realpathSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { decode, encode } from '@jridgewell/sourcemap-codec';
import { build } from 'esbuild';

/**
 * `node bundle.mjs <folder of a built app> <folder it will be in>`: makes one file of it and all that it loads, and compiles what a start needs of it. Node finds, opens and
 * compiles some 1,500 files for a service otherwise, which takes longer than the rest of its start.
 */
// As Node will name them, whatever links lead there.
const [folder, place] = process.argv
  .slice(2)
  .map((path) => join(realpathSync(dirname(resolve(path))), basename(path)));
const [entry, code] = [join(folder, 'main.js'), join(folder, 'code.js')];

/** What stays a package beside it: native code, what starts threads of its own files, and what is read as a file. */
const outside = [
  ...['@node-rs/argon2', 'sharp', 'pino', 'thread-stream', 'pino-pretty', 'swagger-ui-dist'],
  '@secureconnect/platform/package.json',
];

/** What our packages load only if somebody has installed it, which we have not. */
const absent = [
  ...['@nestjs/microservices', '@nestjs/platform-express', '@fastify/multipart', '@fastify/view'],
  ...['class-transformer/storage', 'pg-native', 'typeorm-aurora-data-api-driver', 'cloudflare:sockets'],
];

/**
 * Of our own code lines are mapped, and others' not at all: the map is read at a service's first error, and the whole
 * of it would stop the service for half a second.
 */
function mapOwnCode(file) {
  const map = JSON.parse(readFileSync(file, 'utf8'));
  const isOwn = map.sources.map((source) => !source.includes('/node_modules/'));
  let isMapped = false;
  const own = (line) => {
    const first = line.find(([, source]) => isOwn[source]);
    // What follows code of ours is not ours for want of a better.
    const ends = !first && isMapped && line.length > 0;
    isMapped = first !== undefined || (isMapped && !ends);
    if (first) return [[0, ...first.slice(1, 4)]];
    return ends ? [[0]] : [];
  };
  writeFileSync(file, JSON.stringify({ ...map, mappings: encode(decode(map.mappings).map(own)) }));
}

/**
 * @nestjs/typeorm looks for what TypeORM had before its first version, and loads all of it once more from its many files
 * for that: a third of the start of a service. It is shown the one that is in the file anyway.
 */
const oneTypeorm = {
  name: 'one-typeorm',
  setup({ onLoad }) {
    const contents = `
      import * as typeorm from 'typeorm';
      export const { Connection, AbstractRepository } = { ...typeorm };`;
    onLoad({ filter: /@nestjs\/typeorm\/dist\/common\/typeorm-compat\.js$/ }, ({ path }) => ({
      contents,
      resolveDir: dirname(path),
    }));
  },
};

/** As one byte a character, which is read and compiled sooner: comments and expressions are left as they were otherwise. */
function writeAsAscii(file) {
  const escaped = (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
  writeFileSync(file, readFileSync(file, 'utf8').replace(/[^\x00-\x7f]/g, escaped));
}

/** A start without what has been compiled is a slower one, and as good. */
function compileAhead() {
  try {
    const env = { PATH: process.env.PATH, HOME: process.env.HOME };
    const program = [join(import.meta.dirname, 'compile-ahead.cjs'), folder, place];
    execFileSync(process.execPath, program, { env, timeout: 60_000 });
  } catch (error) {
    console.warn(`${code} is compiled at each start: ${error.message}`);
  }
}

await build({
  entryPoints: [entry],
  outfile: code,
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  // What is compiled ahead may not import() without a flag of Node's; what can be found, require() finds.
  supported: { 'dynamic-import': false },
  // Names are read: of classes by Nest, of functions in stack traces.
  keepNames: true,
  sourcemap: 'external',
  sourcesContent: false,
  mainFields: ['main', 'module'],
  external: [...outside, ...absent.flatMap((name) => [name, `${name}/*`])],
  define: { 'import.meta.url': 'bundleUrl' },
  // In one line, as the wrapper that Node itself gives a module.
  banner: {
    js: "(function (exports, require, module, __filename, __dirname) { const bundleUrl = require('node:url').pathToFileURL(__filename).href;",
  },
  footer: { js: '})' },
  plugins: [oneTypeorm],
  logLevel: 'warning',
});
mapOwnCode(`${code}.map`);
writeAsAscii(code);
copyFileSync(join(import.meta.dirname, 'entry.cjs'), entry);
compileAhead();
// All that was one file each before is in the one now.
for (const merged of ['app', 'main.js.map']) rmSync(join(folder, merged), { recursive: true, force: true });
console.log(`${code}: ${(statSync(code).size / 1_048_576).toFixed(1)} MiB`);
