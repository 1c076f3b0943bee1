import { expireTime } from '../../memory/commands/expire-time';
import { CacheCommandError } from '../../memory/errors/cache-command.error';
import { type CacheParts } from './cache-parts';

/** The commands on texts. */
export class TextCommands {
  constructor(private readonly parts: CacheParts) {}

  get(key: string): Promise<string | null> {
    const { own, store, reads, mirror, engine, known } = this.parts;
    return own.call([key], (isBehind) =>
      store.call('cache.get', {
        isBehind,
        kind: 'read',
        redis: async (deadline) => {
          const asked = reads.text(key, deadline);
          const { value } = await mirror.following([key], asked, (held) => {
            if (known.text(key, held.value, held)) mirror.text(key, held);
          });
          return value;
        },
        memory: () => engine.get(key),
      }),
    );
  }

  async mget(keys: readonly string[]): Promise<(string | null)[]> {
    const { own, store, reads, mirror, engine, known } = this.parts;
    if (keys.length === 0) throw CacheCommandError.wrongNumberOfArguments('mget');
    const made = (isBehind: boolean) =>
      store.call('cache.mget', {
        isBehind,
        kind: 'read',
        redis: async (deadline) => {
          const found = await mirror.following(keys, reads.texts(keys, deadline), (held, index) => {
            const [key, one] = [keys[index] as string, held[index] as (typeof held)[number]];
            // Nothing may stand for a hash.
            const isText = one.value !== null || one.ttl === undefined;
            if (isText && known.text(key, one.value, one)) mirror.text(key, one);
          });
          return found.map(({ value }) => value);
        },
        memory: () => engine.mget(...keys),
      });
    const apiece = () => Promise.all(keys.map((key) => this.mget([key])));
    return own.callForAll(keys, made, async () => (await apiece()).flat());
  }

  async set(key: string, text: string, ttl = this.parts.defaultTtl): Promise<'OK'> {
    const { own, store, writes, mirror, engine, changes, stamps, known } = this.parts;
    expireTime(ttl, Date.now(), 'set');
    return own.call([key], (isBehind) => {
      const at = stamps.next();
      return store.write<'OK'>('cache.set', {
        isBehind,
        redis: async (deadline) => {
          const mark = await writes.text(key, text, ttl, at, deadline);
          known.text(key, text, { ttl, mark });
          mirror.wrote(key, deadline, () => engine.set(key, text, ttl));
          return 'OK';
        },
        memory: () => {
          mirror.overtake(key);
          engine.set(key, text, ttl);
          changes.base(key, text, at);
          return 'OK';
        },
      });
    });
  }

  async mset(pairs: readonly (readonly [key: string, text: string])[]): Promise<'OK'> {
    const { own, store, writes, mirror, engine, changes, stamps, known, defaultTtl } = this.parts;
    if (pairs.length === 0) throw CacheCommandError.wrongNumberOfArguments('mset');
    return own.call(
      pairs.map(([key]) => key),
      (isBehind) => {
        const at = stamps.next();
        return store.write<'OK'>('cache.mset', {
          isBehind,
          redis: async (deadline) => {
            const marks = await writes.texts(pairs, defaultTtl, at, deadline);
            pairs.forEach(([key, text], index) => {
              known.text(key, text, { ttl: defaultTtl, mark: marks[index] ?? [] });
              mirror.wrote(key, deadline, () => engine.set(key, text));
            });
            return 'OK';
          },
          memory: () => {
            for (const [key] of pairs) mirror.overtake(key);
            engine.mset(pairs);
            for (const [key, text] of pairs) changes.base(key, text, at);
            return 'OK';
          },
        });
      },
    );
  }
}
