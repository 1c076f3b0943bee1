import { randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { janitor } from './janitor';

/** Makes a folder of our own (0700) that goes with this process at the latest; the janitor knows it first. */
export function temporaryFolder(purpose: string, parent = tmpdir()): string {
  const path = join(parent, `secureconnect-${purpose}-${randomUUID().slice(0, 13)}`);
  janitor.addFolder(path);
  try {
    mkdirSync(path, { mode: 0o700 });
    return path;
  } catch (error) {
    janitor.removeFolder(path);
    throw error;
  }
}

/** Removes a temporary folder and all in it; one that is gone already is fine. */
export async function removeFolder(path: string): Promise<void> {
  await rm(path, { recursive: true, force: true, maxRetries: 5 });
  janitor.removeFolder(path);
}
