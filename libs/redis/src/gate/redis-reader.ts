/** What may be asked with nothing changed by it; there are no others. */
export type ReadCommand =
  | 'GET' | 'MGET' | 'STRLEN' | 'EXISTS' | 'TYPE' | 'TTL' | 'PTTL' | 'HGET' | 'HMGET' | 'HGETALL' | 'HKEYS' | 'HLEN'
  | 'HEXISTS' | 'SISMEMBER' | 'SMISMEMBER' | 'SMEMBERS' | 'SCARD' | 'ZSCORE' | 'ZRANGE' | 'ZRANGEBYSCORE' | 'ZCARD'
  | 'ZCOUNT' | 'LRANGE' | 'LLEN' | 'XRANGE' | 'XLEN' | 'PING' | 'INFO' | 'TIME' | 'DBSIZE' | 'SCAN' | 'HSCAN' | 'SSCAN'
  | 'ZSCAN'; // prettier-ignore

type Argument = string | number;

/** Sends one command, given as its words, to the server of a key; undefined: to any. */
export type SendRead = (words: readonly Argument[], key: string | undefined) => Promise<unknown>;

/** The reading half of Redis, within one deadline for all that is asked of it. */
export class RedisReader {
  constructor(private readonly send: SendRead) {}

  get(key: string): Promise<string | null> {
    return this.send(['GET', key], key) as Promise<string | null>;
  }

  mget(...keys: readonly string[]): Promise<(string | null)[]> {
    const [first = '', ...others] = keys;
    return this.call('MGET', first, ...others) as Promise<(string | null)[]>;
  }

  async exists(key: string): Promise<boolean> {
    return (await this.call('EXISTS', key)) === 1;
  }

  /** Milliseconds left; -1: for ever, -2: no such key. */
  pttl(key: string): Promise<number> {
    return this.call('PTTL', key) as Promise<number>;
  }

  hget(key: string, field: string): Promise<string | null> {
    return this.call('HGET', key, field) as Promise<string | null>;
  }

  async hgetall(key: string): Promise<Record<string, string>> {
    const flat = (await this.call('HGETALL', key)) as string[];
    const fields: Record<string, string> = {};
    for (let index = 0; index + 1 < flat.length; index += 2)
      fields[flat[index] ?? ''] = flat[index + 1] ?? '';
    return fields;
  }

  smembers(key: string): Promise<string[]> {
    return this.call('SMEMBERS', key) as Promise<string[]>;
  }

  async sismember(key: string, member: string): Promise<boolean> {
    return (await this.call('SISMEMBER', key, member)) === 1;
  }

  /** Any reading command of one key; a Cluster wants further keys in the same slot. */
  call(command: ReadCommand, key: string, ...args: readonly Argument[]): Promise<unknown> {
    return this.send([command, key, ...args], key);
  }

  /** A command that concerns no key, such as PING or INFO; in a Cluster any one node answers. */
  ask(command: 'PING' | 'INFO' | 'TIME' | 'DBSIZE', ...args: readonly Argument[]): Promise<unknown> {
    return this.send([command, ...args], undefined);
  }
}
