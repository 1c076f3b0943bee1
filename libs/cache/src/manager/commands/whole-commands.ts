import { CacheCommandError } from '../../memory/errors/cache-command.error';
import { type CacheParts } from './cache-parts';

/** A walk through servers that may end in memory: undefined says that it did. */
type Step = (server: string, cursor: string) => Promise<string | undefined>;

/** The commands on all keys. Redis is asked in steps, each within a deadline of its own, so that many keys are no outage. */
export class WholeCommands {
  constructor(private readonly parts: CacheParts) {}

  async keys(pattern: string): Promise<string[]> {
    const { store, reads, engine } = this.parts;
    const found = new Set<string>();
    const isWhole = await this.walk((server, cursor) =>
      store.call<string | undefined>('cache.keys', {
        kind: 'read',
        redis: async (deadline) => {
          const step = await reads.scan(server, cursor, pattern, deadline);
          for (const key of step.keys) found.add(key);
          return step.cursor;
        },
        memory: () => undefined,
      }),
    );
    return isWhole ? [...found] : engine.keys(pattern);
  }

  async flushall(): Promise<'OK'> {
    const { store, writes, mirror, changes, stamps, keys, known } = this.parts;
    if (keys.prefix === '')
      throw new CacheCommandError('ERR flushall needs a keyPrefix: Redis is not ours alone');
    const at = stamps.next();
    known.flush(at);
    mirror.flush();
    // Noted first: who brings older writes while the keys are walked through is told.
    const isWhole =
      (await this.note(at)) &&
      (await this.walk((server, cursor) =>
        store.write<string | undefined>('cache.flushall', {
          redis: (deadline) => writes.forget(server, cursor, deadline),
          memory: () => undefined,
        }),
      ));
    // What was written meanwhile is not to be seen either.
    known.flush(at);
    mirror.flush();
    if (!isWhole) changes.flush(stamps.next());
    return 'OK';
  }

  /** Other instances may keep what they wrote before this. */
  private note(at: string): Promise<boolean> {
    const { store, writes } = this.parts;
    return store.write<boolean>('cache.flushall', {
      redis: async (deadline) => {
        await writes.noteFlush(at, deadline);
        return true;
      },
      memory: () => false,
    });
  }

  /** False as soon as a step was served from memory. */
  private async walk(step: Step): Promise<boolean> {
    const { store, reads } = this.parts;
    const servers = await store.call<readonly string[] | undefined>('cache.servers', {
      kind: 'read',
      redis: () => reads.servers(),
      memory: () => undefined,
    });
    for (const server of servers ?? []) {
      for (let cursor = '0'; ;) {
        const next = await step(server, cursor);
        if (next === undefined) return false;
        if (next === '0') break;
        cursor = next;
      }
    }
    return servers !== undefined;
  }
}
