import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A line of a .dockerignore: what it matches, and whether it lets in again. */
interface Rule {
  readonly pattern: RegExp;
  readonly readmits: boolean;
}

// `**` spans folders, `*` does not; a rule for a folder holds for all in it.
const asPattern = (glob: string) => {
  const body = glob
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replace(/\*\*\//g, '\u0000')
    .replace(/\*\*/g, '.*')
    .replace(/\*/g, '[^/]*')
    .replace(/\?/g, '[^/]')
    .replaceAll('\u0000', '(?:.*/)?');
  return new RegExp(`^${body}(?:/.*)?$`);
};

function readRules(text: string): Rule[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line && !line.startsWith('#'))
    .map((line) => {
      const readmits = line.startsWith('!');
      return { readmits, pattern: asPattern(line.replace(/^!/, '').replace(/^\/|\/$/g, '')) };
    });
}

function isIgnored(path: string, rules: readonly Rule[]): boolean {
  return rules.reduce((ignored, { pattern, readmits }) => (pattern.test(path) ? !readmits : ignored), false);
}

const neverSource = new Set(['node_modules', '.git', '.nx', '.secureconnect']);

/** The files of a folder that a build would be given, as paths from it; the last rule that matches decides. */
export function contextFiles(root: string, ignoreFile: string): string[] {
  const rules = readRules(readFileSync(ignoreFile, 'utf8'));
  const found: string[] = [];
  const walk = (folder: string) => {
    for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
      const path = folder ? `${folder}/${entry.name}` : entry.name;
      // Large, and seen to be ignored: looking into them would take a while and find nothing.
      if (neverSource.has(entry.name) && isIgnored(path, rules)) continue;
      if (entry.isDirectory()) walk(path);
      else if (!isIgnored(path, rules)) found.push(path);
    }
  };
  walk('');
  return found.sort();
}
