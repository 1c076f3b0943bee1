import { type ReadCommand, type RedisGate, tagOf } from '@secureconnect/redis';
import { type CallDeadline } from '@secureconnect/resilience';
import { type CacheKeys } from './cache-keys';
import { asCommandError } from './command-error';
import { type Held, readField, readFields, readText, readTexts, scanKeys } from './read-scripts';

/** The reading half of a cache manager's Redis. */
export class RedisReads {
  constructor(
    private readonly gate: RedisGate,
    private readonly keys: CacheKeys,
  ) {}

  text(key: string, { leftMs }: CallDeadline): Promise<Held<string | null>> {
    const options = { deadlineMs: leftMs };
    return this.gate.run(readText, this.keys.named(key), {}, options).catch(asCommandError);
  }

  async texts(keys: readonly string[], { leftMs }: CallDeadline): Promise<readonly Held<string | null>[]> {
    const held: Held<string | null>[] = [];
    const ask = async (part: readonly (readonly [string, number])[]): Promise<void> => {
      const names = part.flatMap(([key]) => Object.values(this.keys.named(key)));
      const [first = ''] = names;
      const found = await this.gate.run(readTexts, { first }, { names }, { deadlineMs: leftMs });
      part.forEach(([, at], index) => (held[at] = found[index] as Held<string | null>));
    };
    const parts = this.keys.bySlot(keys, (key) => key);
    await Promise.all(parts.map(ask)).catch(asCommandError);
    return held;
  }

  field(key: string, field: string, { leftMs }: CallDeadline): Promise<Held<string | null>> {
    const options = { deadlineMs: leftMs };
    return this.gate.run(readField, this.keys.named(key), { field }, options).catch(asCommandError);
  }

  fields(key: string, { leftMs }: CallDeadline): Promise<Held<readonly string[]>> {
    const options = { deadlineMs: leftMs };
    return this.gate.run(readFields, this.keys.named(key), {}, options).catch(asCommandError);
  }

  hasField(key: string, field: string, deadline: CallDeadline): Promise<number> {
    return this.number('HEXISTS', key, [field], deadline);
  }

  /** As memory has it: -1 for ever, -2 no such key. */
  ttl(key: string, deadline: CallDeadline): Promise<number> {
    return this.number('PTTL', key, [], deadline);
  }

  /** One named twice counts twice. */
  async count(keys: readonly string[], deadline: CallDeadline): Promise<number> {
    const counts = this.keys
      .bySlot(keys, (key) => key)
      .map((part) => {
        const [first = '', ...others] = part.map(([key]) => key);
        return this.number('EXISTS', first, others.map((key) => this.keys.prefix + key), deadline); // prettier-ignore
      });
    return (await Promise.all(counts)).reduce((sum, count) => sum + count, 0);
  }

  /** The servers to walk through. */
  async servers(): Promise<readonly string[]> {
    const slots = await this.gate.masters();
    return slots.map((slot) => (slot === undefined ? 'any' : `{${tagOf(slot)}}`));
  }

  /** One step through the keys of a server that match, without their prefix. */
  async scan(server: string, cursor: string, pattern: string, { leftMs }: CallDeadline) {
    const match = this.keys.pattern(pattern);
    const found = await this.gate.run(
      scanKeys,
      { server },
      { cursor, pattern: match },
      { deadlineMs: leftMs },
    );
    return { cursor: found.cursor, keys: found.keys.map((name) => this.keys.bare(name)) };
  }

  private async number(
    command: ReadCommand,
    key: string,
    args: readonly string[],
    { leftMs }: CallDeadline,
  ): Promise<number> {
    const ask = this.gate.read(
      `cache${command}`,
      (redis) => redis.call(command, this.keys.prefix + key, ...args),
      { deadlineMs: leftMs },
    );
    return Number(await ask.catch(asCommandError));
  }
}
