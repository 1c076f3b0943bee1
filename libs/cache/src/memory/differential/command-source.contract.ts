import { type ExpireCondition } from '../commands/expire-command';
import { type MemoryEngine } from '../memory-engine';
import { ArgumentSource } from './argument-source.contract';
import { type ComparedCommand } from './compared-command.contract';
import { type Dice } from '@secureconnect/testing';
import { type StepClock } from './step-clock.contract';

const hourMs = 3_600_000;
const ambiguousMs = 1_200_000;

// Redis cannot be told that time has passed. What that would do is done by hand: its own times to live decide.
const timeJump = `
  for _, key in ipairs(redis.call('KEYS', '*')) do
    local left = redis.call('PTTL', key)
    if left >= 0 and left <= tonumber(ARGV[1]) then redis.call('DEL', key)
    elseif left >= 0 then redis.call('PEXPIRE', key, string.format('%.0f', left - ARGV[1])) end
  end
  return 'OK'`;

/** Commands by chance, on few keys so that they meet. */
export class CommandSource {
  private readonly args: ArgumentSource;
  private readonly makers: readonly (() => ComparedCommand)[];

  constructor(
    private readonly random: Dice,
    private readonly clock: StepClock,
    private readonly engine: MemoryEngine,
  ) {
    this.args = new ArgumentSource(random);
    // prettier-ignore
    this.makers = [
      this.get, this.get, this.set, this.set, this.setWithOptions, this.setWithTtl, this.del, this.exists, this.expire,
      this.expire, this.ttl, this.ttl, this.incr, this.incrby, this.incrby, this.decr, this.decrby, this.mget, this.mset,
      this.hget, this.hget, this.hset, this.hset, this.hset, this.hdel, this.hexists, this.hgetall, this.type, this.keys,
    ].map((make) => make.bind(this));
  }

  next(): ComparedCommand {
    if (this.random.chance(0.0005)) return { redis: ['FLUSHALL'], run: (engine) => engine.flushall() };
    if (this.random.chance(0.005)) return this.jump();
    return this.random.one(this.makers)();
  }

  private jump(): ComparedCommand {
    const ms = (1 + this.random.below(100)) * hourMs;
    // Half of the time nobody has cleaned up before the next command comes.
    const isCleaned = this.random.chance(0.5);
    const run = () => {
      this.clock.jump(ms);
      if (isCleaned) this.clock.runDue();
      return 'OK';
    };
    return { redis: ['EVAL', timeJump, '0', String(ms)], run };
  }

  private get(): ComparedCommand {
    const key = this.args.key();
    return { redis: ['GET', key], run: (engine) => engine.get(key) };
  }

  private set(): ComparedCommand {
    const [key, value] = [this.args.key(), this.args.text()];
    return { redis: ['SET', key, value], run: (engine) => engine.set(key, value) };
  }

  private setWithTtl(): ComparedCommand {
    const [key, value] = [this.args.key(), this.args.text()];
    const ttl = this.random.chance(0.2) ? this.args.oddTtl() : this.args.ttl();
    return { redis: ['SET', key, value, 'PX', String(ttl)], run: (engine) => engine.set(key, value, ttl) };
  }

  private setWithOptions(): ComparedCommand {
    const [key, value] = [this.args.key(), this.args.text()];
    const { random } = this;
    const condition = random.one([undefined, 'NX', 'XX'] as const);
    const get = random.chance(0.4);
    const keepTtl = random.chance(0.4);
    const odd = random.chance(0.1);
    const ttl = random.chance(keepTtl ? 0.05 : 0.5)
      ? odd
        ? this.args.oddTtl()
        : this.args.ttl()
      : undefined;
    return {
      redis: [
        ...['SET', key, value, ...(condition ? [condition] : []), ...(get ? ['GET'] : [])],
        ...[...(keepTtl ? ['KEEPTTL'] : []), ...(ttl === undefined ? [] : ['PX', String(ttl)])],
      ],
      run: (engine) =>
        engine.set(key, value, {
          ...{ get, keepTtl },
          ...(condition && { condition }),
          ...(ttl !== undefined && { ttl }),
        }),
    };
  }

  private del(): ComparedCommand {
    const keys = this.random.list(() => this.args.key(), 0, 3);
    return { redis: ['DEL', ...keys], run: (engine) => engine.del(...keys) };
  }

  private exists(): ComparedCommand {
    const keys = this.random.list(() => this.args.key(), 0, 4);
    return { redis: ['EXISTS', ...keys], run: (engine) => engine.exists(...keys) };
  }

  private expire(): ComparedCommand {
    const key = this.args.key();
    const condition = this.random.one<ExpireCondition | undefined>([
      undefined,
      undefined,
      'NX',
      'XX',
      'GT',
      'LT',
    ]);
    let ttl = this.random.chance(0.15) ? this.args.oddTtl() : this.args.ttl();
    while (Math.abs(this.engine.ttl(key) - ttl) < ambiguousMs && ttl > 0) ttl += hourMs;
    return {
      redis: ['PEXPIRE', key, String(ttl), ...(condition ? [condition] : [])],
      run: (engine) => engine.expire(key, ttl, condition),
    };
  }

  private ttl(): ComparedCommand {
    const key = this.args.key();
    return { redis: ['PTTL', key], answer: 'time left', run: (engine) => engine.ttl(key) };
  }

  private type(): ComparedCommand {
    const key = this.args.key();
    return { redis: ['TYPE', key], run: (engine) => engine.type(key) };
  }

  private incr(): ComparedCommand {
    const key = this.args.key();
    return { redis: ['INCR', key], run: (engine) => engine.incr(key) };
  }

  private incrby(): ComparedCommand {
    const [key, by] = [this.args.key(), this.args.increment()];
    return { redis: ['INCRBY', key, String(by)], run: (engine) => engine.incrby(key, by) };
  }

  private decr(): ComparedCommand {
    const key = this.args.key();
    return { redis: ['DECR', key], run: (engine) => engine.decr(key) };
  }

  private decrby(): ComparedCommand {
    const [key, by] = [this.args.key(), this.args.increment()];
    return { redis: ['DECRBY', key, String(by)], run: (engine) => engine.decrby(key, by) };
  }

  private mget(): ComparedCommand {
    const keys = this.random.list(() => this.args.key(), 0, 5);
    return { redis: ['MGET', ...keys], run: (engine) => engine.mget(...keys) };
  }

  private mset(): ComparedCommand {
    const pairs = this.random.list(() => [this.args.key(), this.args.text()] as const, 0, 4);
    return { redis: ['MSET', ...pairs.flat()], run: (engine) => engine.mset(pairs) };
  }

  private hget(): ComparedCommand {
    const [key, field] = [this.args.key(), this.args.field()];
    return { redis: ['HGET', key, field], run: (engine) => engine.hget(key, field) };
  }

  private hset(): ComparedCommand {
    const { args: some, random } = this;
    const args = random.list(() => (random.chance(0.5) ? some.field() : some.text()), 0, 6);
    const key = this.args.key();
    return {
      redis: ['HSET', key, ...args],
      run: (engine) => engine.hset(key, ...(args as [string, string])),
    };
  }

  private hdel(): ComparedCommand {
    const [key, fields] = [this.args.key(), this.random.list(() => this.args.field(), 0, 5)];
    return { redis: ['HDEL', key, ...fields], run: (engine) => engine.hdel(key, ...fields) };
  }

  private hexists(): ComparedCommand {
    const [key, field] = [this.args.key(), this.args.field()];
    return { redis: ['HEXISTS', key, field], run: (engine) => engine.hexists(key, field) };
  }

  private hgetall(): ComparedCommand {
    const key = this.args.key();
    return { redis: ['HGETALL', key], answer: 'pairs', run: (engine) => engine.hgetall(key) };
  }

  private keys(): ComparedCommand {
    const pattern = this.args.pattern();
    return { redis: ['KEYS', pattern], answer: 'any order', run: (engine) => engine.keys(pattern) };
  }
}
