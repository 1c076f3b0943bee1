import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { decode, encode } from '@jridgewell/sourcemap-codec';
import { build } from 'esbuild';

/**
 * Makes one file of a built app and all that it loads. Node finds, opens and compiles some 1,500 files for a service
 * otherwise, which takes as long as the rest of its start.
 */
const [folder] = process.argv.slice(2);
const entry = join(folder, 'main.js');

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

await build({
  entryPoints: [entry],
  outfile: entry,
  allowOverwrite: true,
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  // Names are read: of classes by Nest, of functions in stack traces.
  keepNames: true,
  sourcemap: true,
  sourcesContent: false,
  mainFields: ['main', 'module'],
  external: [...outside, ...absent.flatMap((name) => [name, `${name}/*`])],
  define: { 'import.meta.url': 'bundleUrl' },
  banner: { js: "const bundleUrl = require('node:url').pathToFileURL(__filename).href;" },
  logLevel: 'warning',
});
mapOwnCode(`${entry}.map`);
// All that was one file each before is in the one now.
rmSync(join(folder, 'app'), { recursive: true, force: true });
console.log(`${entry}: ${(statSync(entry).size / 1_048_576).toFixed(1)} MiB`);
