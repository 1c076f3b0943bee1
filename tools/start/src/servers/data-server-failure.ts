import { type StateFolder } from '../state-folder';
import { reasonOf } from '../start.error';
import { readablePath } from '../workspace';

const anew = 'or move the folder away to start with an empty one';

/** The sentence for an embedded PostgreSQL that did not start. */
export function postgresSentence(folder: StateFolder, error: unknown): string {
  const { code, reason, message } = error as { code?: string; reason?: string; message: string };
  const data = readablePath(folder.postgres);
  if (code !== 'POSTGRES_START_FAILED' || !reason)
    return `PostgreSQL cannot start: ${message || reasonOf(error)}.`;
  const versions = /initialized by PostgreSQL version (\S+?),.*compatible with this version (\S+?)\.?$/.exec(
    reason,
  );
  if (versions) {
    return `The data folder ${data} was made by PostgreSQL ${versions[1]} and this is ${versions[2]}: use that version (POSTGRES_BIN_DIR), ${anew}.`;
  }
  if (/No space left|ENOSPC/.test(reason)) return `PostgreSQL cannot start in ${data}: the disk is full.`;
  if (/Permission denied|EACCES|EPERM|EROFS/.test(reason)) {
    return `PostgreSQL cannot write its data folder ${data}: ${reason}.`;
  }
  if (/password authentication failed/.test(reason)) {
    return `The data folder ${data} has another password than ${readablePath(folder.secrets)}: put the right one there, ${anew}.`;
  }
  return `PostgreSQL cannot use its data folder ${data} (${reason}): put a good copy there, ${anew}.`;
}
