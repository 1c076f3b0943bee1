import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { serviceNames, type ServiceName } from '@secureconnect/contracts';
import { DrillError } from '../drill.error';
import { type RunningSystem } from './running-system';

/** What `npm start` notes of itself in its state folder. */
interface Note {
  readonly launcher: number;
  readonly services: Readonly<Record<ServiceName, string>>;
  readonly redis: { readonly port: number } | null;
}

/** The system that `npm start` has brought up from this state folder; undefined where none is. */
export function visitSystem(stateFolder: string): RunningSystem | undefined {
  const file = join(stateFolder, 'running.json');
  if (!existsSync(file)) return undefined;
  const { launcher, services, redis } = JSON.parse(readFileSync(file, 'utf8')) as Note;
  // A launcher that was killed leaves its note behind.
  if (!isAlive(launcher)) return undefined;
  if (!redis)
    throw new DrillError(
      'The system that is up has no Redis that may be taken away (REDIS_URL names another, or it has none): hold the drill with --own.',
    );
  const missing = serviceNames.filter((name) => !services[name]);
  if (missing.length > 0)
    throw new DrillError(
      `The system that is up runs without ${missing.join(', ')}, and the drill needs all five: hold it with --own.`,
    );
  const { redis: password } = JSON.parse(readFileSync(join(stateFolder, 'secrets.json'), 'utf8')) as {
    redis: string;
  };
  return {
    services,
    redis: { port: redis.port, password, stateFolder },
    leave: () => Promise.resolve(),
  };
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // It lives, and belongs to somebody else.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
