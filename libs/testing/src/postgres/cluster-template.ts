import { execFile } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { removeFolder, temporaryFolder } from '../process/temporary-folder';
import { workspaceRoot } from '../service/workspace-root';
import { initialise } from './initialise';
import { accountFor, giveTo } from './postgres-account';

const run = promisify(execFile);

/**
 * Makes `dir`, which is not there yet, a copy of a data folder that initdb made before with the same programs, and
 * gives its superuser's password; copying takes a seventh of the time. Undefined where nothing can be kept.
 */
export async function copyTemplate(dir: string, bin: string): Promise<string | undefined> {
  try {
    const template = templateFolder(bin);
    if (!existsSync(template)) await makeTemplate(template, bin);
    await run('cp', ['-a', join(template, 'data'), dir]);
    return readFileSync(join(template, 'password'), 'utf8');
  } catch {
    // A checkout that cannot be written to, or a disk that is full: whoever starts a server says which.
    await removeFolder(dir);
    return undefined;
  }
}

function templateFolder(bin: string): string {
  const { size, mtimeMs } = statSync(join(bin, 'postgres'));
  const key = createHash('sha256').update(JSON.stringify([bin, size, mtimeMs, process.getuid?.()]));
  return join(cacheFolder(), `postgres-${key.digest('hex').slice(0, 16)}`);
}

const cacheFolder = () => join(workspaceRoot(), 'node_modules/.cache/secureconnect');

/** It is complete when it has its name; of several who make it at once, the first gives it. */
async function makeTemplate(template: string, bin: string): Promise<void> {
  mkdirSync(cacheFolder(), { recursive: true });
  const [workshop, staging] = [temporaryFolder('template'), temporaryFolder('template', cacheFolder())];
  const password = randomBytes(18).toString('base64url');
  try {
    giveTo(accountFor(workshop), workshop);
    await initialise(join(workshop, 'data'), bin, { password, keep: false });
    await run('cp', ['-a', join(workshop, 'data'), staging]);
    writeFileSync(join(staging, 'password'), password, { mode: 0o600 });
    if (!existsSync(template)) renameSync(staging, template);
  } catch (error) {
    if (!existsSync(template)) throw error;
  } finally {
    await Promise.all([removeFolder(workshop), removeFolder(staging)]);
  }
}
