import { expireTime } from '../../memory/commands/expire-time';
import { CacheCommandError } from '../../memory/errors/cache-command.error';
import { type CacheParts } from './cache-parts';

/** The commands on keys, whatever they hold. */
export class KeyCommands {
  constructor(private readonly parts: CacheParts) {}

  async del(keys: readonly string[]): Promise<number> {
    const { own, store, writes, mirror, engine, changes, stamps, known } = this.parts;
    if (keys.length === 0) throw CacheCommandError.wrongNumberOfArguments('del');
    const made = (isBehind: boolean) => {
      const at = stamps.next();
      return store.write('cache.del', {
        isBehind,
        redis: async (deadline) => {
          const { deleted, marks } = await writes.gone(keys, at, deadline);
          keys.forEach((key, index) => {
            known.text(key, null, { mark: marks[index] ?? [] });
            mirror.wrote(key, deadline, () => mirror.gone(key));
          });
          return deleted;
        },
        memory: () => {
          for (const key of keys) mirror.overtake(key);
          const deleted = engine.del(...keys);
          for (const key of keys) changes.base(key, null, at);
          return deleted;
        },
      });
    };
    return own.callForAll(keys, made, () => sum(keys.map((key) => this.del([key]))));
  }

  async exists(keys: readonly string[]): Promise<number> {
    const { own, store, reads, engine } = this.parts;
    if (keys.length === 0) throw CacheCommandError.wrongNumberOfArguments('exists');
    const made = (isBehind: boolean) =>
      store.call('cache.exists', {
        isBehind,
        kind: 'read',
        redis: (deadline) => reads.count(keys, deadline),
        memory: () => engine.exists(...keys),
      });
    return own.callForAll(keys, made, () => sum(keys.map((key) => this.exists([key]))));
  }

  async expire(key: string, ttl: number): Promise<number> {
    const { own, store, writes, mirror, engine, changes, stamps, known } = this.parts;
    expireTime(ttl, Date.now(), 'pexpire');
    return own.call([key], (isBehind) => {
      const at = stamps.next();
      return store.write<number>('cache.expire', {
        isBehind,
        redis: async (deadline) => {
          const { isThere, mark } = await writes.expiry(key, ttl, at, deadline);
          if (isThere) known.expiry(key, { ttl, mark });
          mirror.wrote(key, deadline, () => void (isThere ? engine.expire(key, ttl) : mirror.gone(key)));
          return isThere ? 1 : 0;
        },
        memory: () => {
          mirror.overtake(key);
          const isThere = engine.expire(key, ttl);
          if (isThere === 1) changes.expiry(key, ttl, at);
          return isThere;
        },
      });
    });
  }

  ttl(key: string): Promise<number> {
    const { own, store, reads, engine } = this.parts;
    return own.call([key], (isBehind) =>
      store.call('cache.ttl', {
        isBehind,
        kind: 'read',
        redis: (deadline) => reads.ttl(key, deadline),
        memory: () => engine.ttl(key),
      }),
    );
  }
}

async function sum(counts: readonly Promise<number>[]): Promise<number> {
  return (await Promise.all(counts)).reduce((all, count) => all + count, 0);
}
