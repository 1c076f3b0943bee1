import { expireTime } from '../../memory/commands/expire-time';
import { CacheCommandError } from '../../memory/errors/cache-command.error';
import { type CacheParts } from './cache-parts';

/** The commands on texts. */
export class TextCommands {
  constructor(private readonly parts: CacheParts) {}

  get(key: string): Promise<string | null> {
    const { store, reads, mirror, engine } = this.parts;
    return store.call('cache.get', {
      kind: 'read',
      redis: async (deadline) => {
        const asked = reads.text(key, deadline);
        return (await mirror.following([key], asked, (held) => mirror.text(key, held))).value;
      },
      memory: () => engine.get(key),
    });
  }

  async mget(keys: readonly string[]): Promise<(string | null)[]> {
    const { store, reads, mirror, engine } = this.parts;
    if (keys.length === 0) throw CacheCommandError.wrongNumberOfArguments('mget');
    return store.call('cache.mget', {
      kind: 'read',
      redis: async (deadline) => {
        const found = await mirror.following(keys, reads.texts(keys, deadline), (held, index) =>
          mirror.text(keys[index] as string, held[index] as (typeof held)[number]),
        );
        return found.map(({ value }) => value);
      },
      memory: () => engine.mget(...keys),
    });
  }

  async set(key: string, text: string, ttl = this.parts.defaultTtl): Promise<'OK'> {
    const { store, writes, mirror, engine, changes, stamps } = this.parts;
    expireTime(ttl, Date.now(), 'set');
    const at = stamps.next();
    return store.write<'OK'>('cache.set', {
      redis: async (deadline) => {
        await writes.text(key, text, ttl, at, deadline);
        mirror.wrote(key, () => engine.set(key, text, ttl));
        return 'OK';
      },
      memory: () => {
        mirror.overtake(key);
        engine.set(key, text, ttl);
        changes.base(key, text, at);
        return 'OK';
      },
    });
  }

  async mset(pairs: readonly (readonly [key: string, text: string])[]): Promise<'OK'> {
    const { store, writes, mirror, engine, changes, stamps, defaultTtl } = this.parts;
    if (pairs.length === 0) throw CacheCommandError.wrongNumberOfArguments('mset');
    const at = stamps.next();
    return store.write<'OK'>('cache.mset', {
      redis: async (deadline) => {
        await writes.texts(pairs, defaultTtl, at, deadline);
        for (const [key, text] of pairs) mirror.wrote(key, () => engine.set(key, text));
        return 'OK';
      },
      memory: () => {
        for (const [key] of pairs) mirror.overtake(key);
        engine.mset(pairs);
        for (const [key, text] of pairs) changes.base(key, text, at);
        return 'OK';
      },
    });
  }
}
