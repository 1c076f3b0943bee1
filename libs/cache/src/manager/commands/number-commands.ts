import { RedisOperationError } from '@secureconnect/redis';
import { type CallDeadline } from '@secureconnect/resilience';
import { expireTime } from '../../memory/commands/expire-time';
import { type Int64, toInt64 } from '../../memory/commands/int64';
import { CacheCommandError } from '../../memory/errors/cache-command.error';
import { type Addition } from '../redis/redis-writes';
import { type CacheParts } from './cache-parts';

/** The commands on whole numbers of 64 bits. */
export class NumberCommands {
  constructor(private readonly parts: CacheParts) {}

  /** A number that comes to be lives for so many milliseconds. */
  add(key: string, by: Int64 | string, ttl = this.parts.defaultTtl): Promise<number> {
    return this.change(key, 'INCRBY', by, ttl);
  }

  subtract(key: string, by: Int64 | string): Promise<number> {
    return this.change(key, 'DECRBY', by, this.parts.defaultTtl);
  }

  private async change(
    key: string,
    command: Addition['command'],
    given: Int64 | string,
    ttl: number,
  ): Promise<number> {
    expireTime(ttl, Date.now(), 'set');
    const by = toInt64(given);
    if (by === undefined) throw CacheCommandError.notAnInteger();
    return this.parts.own.call([key], (isBehind) => this.added(isBehind, key, command, by, ttl));
  }

  private added(
    isBehind: boolean,
    key: string,
    command: Addition['command'],
    by: Int64,
    ttl: number,
  ): Promise<number> {
    const { store, stamps, changes } = this.parts;
    const sequence = stamps.nextSequence();
    if (changes.areSettled) stamps.beSure();
    const decided = stamps.undecided(sequence);
    let mayBeMade = false;
    const made = store.write<number>(`cache.${command.toLowerCase()}`, {
      isBehind,
      redis: async (deadline) => {
        mayBeMade = true;
        const addition = { command, by: String(by), origin: stamps.origin, sequence, floor: stamps.floor };
        return this.inRedis(key, addition, ttl, deadline).catch((error: unknown) => {
          mayBeMade = !(error instanceof RedisOperationError) || error.mayBeApplied;
          throw error;
        });
      },
      memory: () => this.kept(key, command, by, ttl, mayBeMade ? sequence : undefined),
    });
    return made.finally(decided);
  }

  private kept(
    key: string,
    command: Addition['command'],
    by: Int64,
    ttl: number,
    attempted: number | undefined,
  ): number {
    const { mirror, changes } = this.parts;
    mirror.overtake(key);
    const sum = this.inMemory(key, command, by, ttl);
    changes.addition(key, command === 'INCRBY' ? BigInt(by) : -BigInt(by), attempted);
    return sum;
  }

  private inMemory(key: string, command: Addition['command'], by: Int64, ttl: number): number {
    const { engine } = this.parts;
    const isNew = engine.type(key) === 'none';
    const sum = command === 'INCRBY' ? engine.incrby(key, by) : engine.decrby(key, by);
    if (isNew) engine.expire(key, ttl);
    return sum;
  }

  private async inRedis(
    key: string,
    addition: Addition,
    given: number,
    deadline: CallDeadline,
  ): Promise<number> {
    const { writes, mirror, stamps, known } = this.parts;
    const { text, ttl, mark } = await writes.add(key, addition, given, stamps.next(), deadline);
    known.text(key, text, { ttl, mark });
    mirror.wrote(key, deadline, () => mirror.text(key, { value: text, ttl }));
    return Number(text);
  }
}
