import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { type DataServers } from './servers/data-servers';
import { type Service } from './services/service';
import { type StateFolder } from './state-folder';

/** Notes in the state folder what runs and where, whole or not at all; gives what takes the note away again. */
export function noteRunning(
  folder: StateFolder,
  services: readonly Pick<Service, 'plan' | 'url'>[],
  { postgres, redis }: DataServers,
): () => void {
  const note = {
    launcher: process.pid,
    services: Object.fromEntries(services.map(({ plan, url }) => [plan.name, url])),
    postgres: postgres.running ? { port: postgres.port } : null,
    redis: redis.running ? { port: redis.port } : null,
  };
  const half = `${folder.running}.${process.pid}`;
  writeFileSync(half, `${JSON.stringify(note, null, 2)}\n`, { mode: 0o600 });
  renameSync(half, folder.running);
  return () => rmSync(folder.running, { force: true });
}
