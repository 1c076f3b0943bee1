import { RedisOperationError } from '@secureconnect/redis';
import { type Int64, toInt64 } from '../../memory/commands/int64';
import { CacheCommandError } from '../../memory/errors/cache-command.error';
import { type CacheParts } from './cache-parts';

/** The commands on whole numbers of 64 bits. */
export class NumberCommands {
  constructor(private readonly parts: CacheParts) {}

  add(key: string, by: Int64 | string): Promise<number> {
    return this.change(key, 'INCRBY', by);
  }

  subtract(key: string, by: Int64 | string): Promise<number> {
    return this.change(key, 'DECRBY', by);
  }

  private async change(key: string, command: 'INCRBY' | 'DECRBY', given: Int64 | string): Promise<number> {
    const { store, stamps, mirror, engine, changes } = this.parts;
    const by = toInt64(given);
    if (by === undefined) throw CacheCommandError.notAnInteger();
    const sequence = stamps.nextSequence();
    let mayBeMade = false;
    return store.write(`cache.${command.toLowerCase()}`, {
      redis: async (deadline) => {
        mayBeMade = true;
        const addition = { command, by: String(by), origin: stamps.origin, sequence };
        return this.inRedis(key, addition, deadline).catch((error: unknown) => {
          mayBeMade = !(error instanceof RedisOperationError) || error.mayBeApplied;
          throw error;
        });
      },
      memory: () => {
        mirror.overtake(key);
        const sum = command === 'INCRBY' ? engine.incrby(key, by) : engine.decrby(key, by);
        const added = command === 'INCRBY' ? BigInt(by) : -BigInt(by);
        changes.addition(key, added, mayBeMade ? sequence : undefined);
        return sum;
      },
    });
  }

  private async inRedis(
    key: string,
    addition: Parameters<CacheParts['writes']['add']>[1],
    deadline: { readonly leftMs: number },
  ): Promise<number> {
    const { writes, mirror, defaultTtl } = this.parts;
    const { text, ttl } = await writes.add(key, addition, defaultTtl, deadline);
    mirror.wrote(key, () => mirror.text(key, { value: text, ttl }));
    return Number(text);
  }
}
