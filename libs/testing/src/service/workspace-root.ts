import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The workspace's top folder, found from this file upwards: the one with nx.json. */
export function workspaceRoot(from = __dirname): string {
  if (existsSync(join(from, 'nx.json'))) return from;
  if (dirname(from) === from) throw new Error('No nx.json above this file: not inside the workspace');
  return workspaceRoot(dirname(from));
}
