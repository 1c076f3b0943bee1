import { type RedisServer, startRedis } from '@secureconnect/testing';
import { DeadlineWheel } from '@secureconnect/resilience';
import { settleRedisOptions } from '../options/redis.options';
import { LateWriteError } from '../script/late-write.error';
import { ScriptRequest } from '../script/script-request';
import { setForEver } from '../scripts/string-scripts';
import { openConnection } from './open-connection';
import { type RedisConnection } from './redis-connection';
import { SentCommand } from './sent-command';
import { ServerClock } from './server-clock';

/** The server's time is ours and 1,000 s. */
const serverAt = (ms: number): readonly [number, number] => [
  1_000 + Math.floor(ms / 1_000),
  (ms % 1_000) * 1_000,
];

describe('the clock of the server', () => {
  it('puts a fence before the deadline, by all that it does not know', () => {
    const clock = new ServerClock();
    expect(() => clock.fence(1)).toThrow('never read');
    clock.learn(serverAt(5), 0, 10);
    const early = 1_000_000 + 100 - clock.fence(100) / 1_000;
    expect(early).toBeGreaterThan(5 + 2);
    expect(early).toBeLessThan(5 + 3);
  });

  it('never fences later than the deadline, wherever in the round trip the server looked', () => {
    for (let looked = 0; looked <= 40; looked += 5) {
      const clock = new ServerClock();
      clock.learn(serverAt(looked), 0, 40);
      expect(clock.fence(100)).toBeLessThan((1_000_000 + 100) * 1_000);
    }
  });

  it('keeps a sharp reading when a vague one agrees, and drops it when the clock has jumped', () => {
    const clock = new ServerClock();
    clock.learn(serverAt(1), 0, 2);
    const sharp = clock.fence(200);
    expect(clock.learn(serverAt(80), 20, 120)).toBe(false);
    expect(clock.fence(200)).toBe(sharp);
    expect(clock.learn(serverAt(5_130), 129, 131)).toBe(true);
    expect(clock.fence(200)).toBeGreaterThan(sharp + 4_900_000);
    expect(clock.learn(serverAt(140), 139, 141)).toBe(true);
    expect(clock.fence(200)).toBeLessThan(1_000_200_000);
  });
});

/** Sends a write as a call does, without the call's own deadline, which would speak first. */
function write(connection: RedisConnection, deadlineAt: number): Promise<unknown> {
  const request = new ScriptRequest(setForEver, ['key'], ['value'], undefined, 0, 0, 0);
  return new Promise((resolve, reject) => {
    const send = () => connection.send(new SentCommand(sender));
    const sender = {
      encode: () => request.encode(connection, deadlineAt),
      heldUp: () => undefined,
      answered: (_: SentCommand, reply: unknown) => resolve(reply),
      refused: (_: SentCommand, error: Error) => {
        const judged = request.judge(error, connection);
        return judged ? reject(judged) : send();
      },
      connectionLost: (_: SentCommand, cause: Error) => reject(cause),
    };
    send();
  });
}

describe('the clock of the server, while our own loop stalls', () => {
  it('does not take a reading in for its age that would fence every write off', () => {
    const clock = new ServerClock();
    clock.learn(serverAt(1), 0, 2);
    for (let at = 1_000; at <= 30_000; at += 1_000) clock.learn(serverAt(at), at - 150, at + 150);
    const doubtMs = 1_000_000 + 30_100 - clock.fence(30_100) / 1_000;
    expect(doubtMs).toBeLessThan(50);
  });
});

describe('a write that reaches a real server', () => {
  let redis: RedisServer;

  beforeAll(async () => {
    redis = await startRedis();
  });
  afterAll(() => redis.close());

  it('is refused after its fence and applied before', async () => {
    const options = settleRedisOptions({ url: redis.url, connectTimeoutMs: 5_000, commandTimeoutMs: 5_000 });
    const locate = () => options;
    const opening = openConnection({ kind: 'write', options, wheel: new DeadlineWheel(), locate });
    const connection = await opening.connection;
    await expect(write(connection, performance.now() - 1)).rejects.toThrow(LateWriteError);
    expect(await redis.command('EXISTS', 'key')).toBe(0);
    await write(connection, performance.now() + 5_000);
    expect(await redis.command('EXISTS', 'key')).toBe(1);
    opening.abandon(new Error('done'));
  });
});
