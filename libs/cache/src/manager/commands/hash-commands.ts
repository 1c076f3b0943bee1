import { type CacheParts } from './cache-parts';

/** The commands on hashes. */
export class HashCommands {
  constructor(private readonly parts: CacheParts) {}

  hget(key: string, field: string): Promise<string | null> {
    const { own, store, reads, mirror, engine, known } = this.parts;
    return own.call([key], (isBehind) =>
      store.call('cache.hget', {
        isBehind,
        kind: 'read',
        redis: async (deadline) => {
          const asked = reads.field(key, field, deadline);
          const { value } = await mirror.following([key], asked, (held) => {
            if (!known.field(key, field, held.value, held)) return;
            if (held.value !== null) mirror.fields(key, [field, held.value], held.ttl);
            else if (engine.type(key) === 'hash') engine.hdel(key, field);
          });
          return value;
        },
        memory: () => engine.hget(key, field),
      }),
    );
  }

  async hgetall(key: string): Promise<Record<string, string>> {
    const { own, store, reads, mirror, engine, known } = this.parts;
    return own.call([key], (isBehind) =>
      store.call('cache.hgetall', {
        isBehind,
        kind: 'read',
        redis: async (deadline) => {
          const { value } = await mirror.following([key], reads.fields(key, deadline), (held) => {
            if (!known.hash(key, fieldsOf(held.value), held)) return;
            mirror.gone(key);
            mirror.fields(key, held.value, held.ttl);
          });
          return inPairs(value);
        },
        memory: () => engine.hgetall(key),
      }),
    );
  }

  hexists(key: string, field: string): Promise<number> {
    const { own, store, reads, engine } = this.parts;
    return own.call([key], (isBehind) =>
      store.call<number>('cache.hexists', {
        isBehind,
        kind: 'read',
        redis: (deadline) => reads.hasField(key, field, deadline),
        memory: () => engine.hexists(key, field),
      }),
    );
  }

  async hset(key: string, field: string, value: string): Promise<number> {
    const { own, store, writes, mirror, engine, changes, stamps, known, defaultTtl } = this.parts;
    return own.call([key], (isBehind) => {
      const at = stamps.next();
      return store.write('cache.hset', {
        isBehind,
        redis: async (deadline) => {
          const { added, ttl, mark } = await writes.field(key, [field, value], defaultTtl, at, deadline);
          known.field(key, field, value, { ttl, mark });
          mirror.wrote(key, deadline, () => mirror.fields(key, [field, value], ttl));
          return added;
        },
        memory: () => {
          mirror.overtake(key);
          const added = engine.hset(key, field, value);
          changes.field(key, field, value, at);
          return added;
        },
      });
    });
  }

  async hdel(key: string, field: string): Promise<number> {
    const { own, store, writes, mirror, engine, changes, stamps, known } = this.parts;
    return own.call([key], (isBehind) => {
      const at = stamps.next();
      return store.write('cache.hdel', {
        isBehind,
        redis: async (deadline) => {
          const { deleted, mark } = await writes.fieldGone(key, field, at, deadline);
          known.field(key, field, null, { mark });
          mirror.wrote(key, deadline, () => void (engine.type(key) === 'hash' && engine.hdel(key, field)));
          return deleted;
        },
        memory: () => {
          mirror.overtake(key);
          const deleted = engine.hdel(key, field);
          // Memory need not know a field that Redis has.
          changes.field(key, field, null, at);
          return deleted;
        },
      });
    });
  }
}

const fieldsOf = (flat: readonly string[]): ReadonlySet<string> =>
  new Set(flat.filter((_, index) => index % 2 === 0));

/** As memory answers: a field may be called __proto__. */
function inPairs(flat: readonly string[]): Record<string, string> {
  const pairs: [string, string][] = [];
  for (let at = 0; at + 1 < flat.length; at += 2) pairs.push([flat[at] as string, flat[at + 1] as string]);
  return Object.fromEntries(pairs);
}
