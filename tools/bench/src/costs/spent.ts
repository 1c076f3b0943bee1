import { setTimeout as sleep } from 'node:timers/promises';
import { type PostgresServer, type RedisServer } from '@secureconnect/testing';
import { BenchError } from '../bench.error';
import { cpuTimeMs } from '../load/cpu-time';

/** What was used up: CPU time of each process, in ms, and what the servers have counted. */
export interface Spent {
  readonly cpuMs: readonly number[];
  readonly transactions: number;
  readonly commands: number;
}

/** PostgreSQL adds what its sessions did within a second to what it shows. */
const countedMs = 1_500;

/** Reads what processes and servers have used so far. */
export class Meter {
  constructor(
    private readonly postgres: PostgresServer,
    private readonly redis: RedisServer,
    private readonly pids: readonly number[],
  ) {}

  /** What the work uses up, its own questions left out. */
  async of(work: () => Promise<unknown>): Promise<Spent> {
    await sleep(countedMs);
    const before = await this.read();
    await work();
    const cpuMs = this.cpu().map((used, at) => used - (before.cpuMs[at] as number));
    await sleep(countedMs);
    const after = await this.read();
    return {
      cpuMs,
      transactions: after.transactions - before.transactions - 1,
      commands: after.commands - before.commands - 1,
    };
  }

  private cpu(): number[] {
    return this.pids.map(cpuTimeMs);
  }

  private async read(): Promise<Spent> {
    const [row] = await this.postgres.sql<{ transactions: string }>(
      'SELECT xact_commit AS transactions FROM pg_stat_database WHERE datname = current_database()',
    );
    const stats = String(await this.redis.command('INFO', 'stats'));
    const [, commands] = /^total_commands_processed:(\d+)/m.exec(stats) ?? [];
    if (!row || !commands) throw new BenchError('A server did not say how much it has done');
    return { cpuMs: this.cpu(), transactions: Number(row.transactions), commands: Number(commands) };
  }
}
