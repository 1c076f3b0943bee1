import { randomBytes } from 'node:crypto';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '../process/free-port';
import { until } from '../process/until';
import type { RedisConnection } from './redis-connection';
import { RedisProcess } from './redis-process';

/** Of 1 KiB, after each of which a server that loads answers its clients; few of the others lie between two of them. */
const fillers = 1_000;
const fillScript = `for key = 1, ARGV[1] do redis.call('SET', 'loading:' .. key, ARGV[3], 'PX', ARGV[2]) end`;
/** They are to be there when what is held is written down, and gone soon after it was loaded. */
const fillersLiveMs = 1_000;
const spareLoadMs = 10_000;

/** A real Redis of our own on a loopback port, with every fault it can be given from inside. */
export class RedisServer extends RedisProcess {
  private holder: RedisConnection | undefined;
  private hurrying: NodeJS.Timeout | undefined;

  /** FLUSHALL: everything is gone and nothing says so, the run id stays. */
  async flush(): Promise<void> {
    await this.command('FLUSHALL');
  }

  /** Makes it the replica of a master that is not there: reads are stale, writes get READONLY. */
  async readOnly(on: boolean): Promise<void> {
    const master = on ? ['127.0.0.1', await freePort()] : ['NO', 'ONE'];
    await this.command('REPLICAOF', ...master);
  }

  /** No memory left and none to be freed: what adds data gets OOM, GET, DEL and PING work. */
  async outOfMemory(on: boolean): Promise<void> {
    await this.config('maxmemory-policy', 'noeviction');
    await this.config('maxmemory', on ? 1 : 0);
  }

  /** Memory for `spare` more bytes; from there on old keys are dropped without a word (allkeys-lru). */
  async evicting(spare: number | false): Promise<void> {
    const used = Number(/used_memory:(\d+)/.exec(String(await this.command('INFO', 'memory')))?.[1]);
    await this.config('maxmemory-policy', spare === false ? 'noeviction' : 'allkeys-lru');
    await this.config('maxmemory', spare === false ? 0 : used + spare);
  }

  /** Snapshots fail: writes and PING get MISCONF, reads work. */
  async misconf(on: boolean): Promise<void> {
    const snapshot = join(this.dir, 'dump.rdb');
    rmSync(snapshot, { recursive: true, force: true });
    // A folder stands where the snapshot is to be renamed to; root may write anywhere, but not that.
    if (on) mkdirSync(join(snapshot, 'in-the-way'), { recursive: true });
    await this.config('save', '3600 1');
    await this.command('BGSAVE');
    const status = `rdb_last_bgsave_status:${on ? 'err' : 'ok'}`;
    await until(`the snapshot to ${on ? 'fail' : 'succeed'}`, async () => {
      const info = String(await this.command('INFO', 'persistence'));
      return info.includes('rdb_bgsave_in_progress:0') && info.includes(status);
    });
    if (!on) await this.config('save', '');
  }

  /** Restarts and loads for `ms`, whatever it holds; resolves when clients are told LOADING. */
  async loading(ms: number): Promise<void> {
    const connection = await this.connect();
    const filler = randomBytes(768).toString('base64');
    // At once, before any of them is gone.
    const [, keys] = await Promise.all([
      connection.command(['EVAL', fillScript, 0, fillers, ms + fillersLiveMs, filler]),
      connection.command(['DBSIZE']),
      connection.command(['SAVE']),
    ]).finally(() => connection.close());
    await this.kill();
    // Slower than was asked: no sleep is as long as it should be, so the clock ends it, not the last key.
    const delay = String(Math.ceil(((ms + spareLoadMs) * 1_000) / Number(keys)));
    await this.launch(['--key-load-delay', delay, '--loading-process-events-interval-bytes', '1024']);
    await this.settled((reply) => reply instanceof Error && reply.message.startsWith('LOADING'));
    // Nobody is there to be told where it was killed meanwhile.
    this.hurrying = setTimeout(() => this.config('key-load-delay', 0).catch(() => undefined), ms);
  }

  /** Resolves when it answers PING again, e.g. after loading. */
  async ready(): Promise<void> {
    await this.settled((reply) => reply === 'PONG');
  }

  /** Answers nobody for `ms` (CLIENT PAUSE). */
  async pause(ms: number): Promise<void> {
    await this.command('CLIENT', 'PAUSE', ms, 'ALL');
  }

  /** Runs a script for `ms`: everyone waits for the first 100 ms, then gets BUSY. Resolves at BUSY. */
  async busyScript(ms: number): Promise<void> {
    await this.config('busy-reply-threshold', 100);
    const connection = await this.connect();
    const script = connection.command(['EVAL', 'while true do end', 0], ms + 60_000);
    const end = () => this.command('SCRIPT', 'KILL').catch(() => undefined); // Gone when killed meanwhile.
    setTimeout(end, ms).unref(); // Somebody may have ended it long before.
    script.catch(() => undefined).finally(() => connection.close()); // SCRIPT KILL's own message.
    await until('the script to be called busy', async () => {
      const reply = await this.command('PING').catch((error: Error) => error.message);
      return String(reply).startsWith('BUSY');
    });
  }

  /** Accepts no more clients than there are; new ones are told so and dropped. */
  async maxClients(on: boolean): Promise<void> {
    // Held from before the fault: once it is on, nobody can come in to turn it off.
    this.holder ??= await this.connect();
    await this.holder.command(['CONFIG', 'SET', 'maxclients', on ? 1 : 10_000]);
    if (on) return;
    this.holder.close();
    this.holder = undefined;
  }

  /** Asks for this password from now on, or for none. Live connections go on, new ones are refused. */
  async requirePassword(password: string | null): Promise<void> {
    await this.config('requirepass', password ?? '');
    this.password = password ?? undefined;
  }

  /** Drops the connections of all clients of a kind; they may come back at once. */
  async dropClients(kind: 'normal' | 'pubsub' = 'normal'): Promise<void> {
    await this.command('CLIENT', 'KILL', 'TYPE', kind);
  }

  override async kill(): Promise<void> {
    clearTimeout(this.hurrying); // The next one to load is to take its time.
    this.holder?.close();
    this.holder = undefined;
    await super.kill();
  }

  private async config(name: string, value: string | number): Promise<void> {
    await this.command('CONFIG', 'SET', name, value);
  }
}
