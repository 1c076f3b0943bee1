import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { RedisConnection, type Reply } from '@secureconnect/testing';
import { DrillError } from '../drill.error';
import { workspaceRoot } from '../workspace';

/** Where the Redis of a running system is, and what is needed to take it away and bring it back. */
export interface RedisPlace {
  readonly port: number;
  readonly password: string;
  readonly stateFolder: string;
}

/** The Redis of the system, from the outside: as one who may do everything to it, and goes away again. */
export class RedisUnderTest {
  constructor(private readonly place: RedisPlace) {}

  /** The process; it must answer for that. */
  async pid(): Promise<number> {
    const said = String(await this.command('INFO', 'server'));
    const pid = Number(/process_id:(\d+)/.exec(said)?.[1]);
    if (!pid) throw new DrillError('Redis does not say which process it is.');
    return pid;
  }

  signal(pid: number, signal: NodeJS.Signals): void {
    process.kill(pid, signal);
  }

  /** One command over a connection of its own. */
  async command(...args: readonly string[]): Promise<Reply> {
    const { port, password } = this.place;
    const connection = await RedisConnection.open({ host: '127.0.0.1', port, password });
    try {
      return await connection.command(args);
    } finally {
      connection.close();
    }
  }

  /** Whether it takes connections and answers. */
  async answers(): Promise<boolean> {
    return this.command('PING').then(
      () => true,
      () => false, // However it fails: it does not answer.
    );
  }

  /** A new process in the place of the one that died; one that was frozen goes on. */
  async revive(): Promise<void> {
    const { stateFolder } = this.place;
    const door = join(workspaceRoot, 'tools/start/bare.mjs');
    const child = spawn(process.execPath, [door, 'revive', 'redis', '--state', stateFolder], {
      // Out of our process group: the Ctrl-C that ends the drill must not end this.
      ...{ detached: true, stdio: ['ignore', 'pipe', 'pipe'] },
    });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (said += String(data)));
    const code = await new Promise((resolve) => child.once('close', resolve));
    if (code !== 0) throw new DrillError(`Redis could not be started again: ${said.trim()}`);
    const [, pid] = /pid (\d+)/.exec(said) ?? [];
    if (pid !== undefined) this.signal(Number(pid), 'SIGCONT');
  }
}
