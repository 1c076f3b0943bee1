import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { extname, join, relative, sep } from 'node:path';

/** A file of the page as it is answered. */
export interface PageFile {
  readonly content: Buffer;
  readonly type: string;
  readonly etag: string;
  /** Its name says what is in it: what has that name stays what it is. */
  readonly isLasting: boolean;
}

const kinds: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};

function pageFile(folder: string, path: string): PageFile {
  const content = readFileSync(path);
  const digest = createHash('sha256').update(content).digest('base64url').slice(0, 27);
  const isLasting = relative(folder, path).startsWith(`assets${sep}`);
  return { content, type: kinds[extname(path)] ?? '', etag: `"${digest}"`, isLasting };
}

/**
 * Reads a built page: each of its files by the one path it is asked for with. What is not in it by then cannot be asked
 * for, whatever a path looks like.
 */
export function readPage(folder: string): ReadonlyMap<string, PageFile> {
  const paths = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && extname(entry.name) in kinds)
    .map((entry) => join(entry.parentPath, entry.name));
  const named = paths.map((path) => [`/${relative(folder, path).split(sep).join('/')}`, path] as const);
  return new Map(
    named.map(([name, path]) => [name === '/index.html' ? '/' : name, pageFile(folder, path)] as const),
  );
}
