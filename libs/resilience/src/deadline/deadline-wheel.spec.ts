import { setTimeout as sleep } from 'node:timers/promises';
import { startRedis } from '@secureconnect/testing';
import { connect } from 'node:net';
import { DeadlineError } from './deadline.error';
import { DeadlineWheel } from './deadline-wheel';
import { withinDeadline } from './within-deadline';

const never = new Promise<never>(() => undefined);
const after = <T>(ms: number, value: T) => new Promise<T>((resolve) => setTimeout(resolve, ms, value));

/** Blocks our own event loop, as a long computation would. */
function block(ms: number): void {
  const end = performance.now() + ms;
  while (performance.now() < end);
}

describe('a deadline', () => {
  const wheel = new DeadlineWheel();

  it('gives the value of work that ends in time', async () => {
    await expect(withinDeadline(wheel, after(5, 'done'), { operation: 'x', deadlineMs: 500 })).resolves.toBe(
      'done',
    );
  });

  it('passes on the failure of work that fails in time', async () => {
    const failing = Promise.reject(new TypeError('why'));
    await expect(withinDeadline(wheel, failing, { operation: 'x', deadlineMs: 500 })).rejects.toThrow('why');
  });

  it('settles work that never ends, names it, and tells of the miss first', async () => {
    const told: DeadlineError[] = [];
    const onMissed = (error: DeadlineError) => void told.push(error);
    const call = withinDeadline(wheel, never, { operation: 'session.read', deadlineMs: 30, onMissed });
    await expect(call).rejects.toMatchObject({ operation: 'session.read', deadlineMs: 30 });
    expect(told).toHaveLength(1);
  });

  it('drops an answer that comes after it, and handles a failure that does', async () => {
    const unhandled: unknown[] = [];
    process.on('unhandledRejection', (error) => unhandled.push(error));
    const late = after(60, 0).then(() => Promise.reject(new Error('late')));
    await expect(withinDeadline(wheel, late, { operation: 'x', deadlineMs: 20 })).rejects.toThrow(
      DeadlineError,
    );
    await sleep(80);
    expect(unhandled).toEqual([]);
  });

  it('gives up when its caller does, before and during', async () => {
    const signal = AbortSignal.abort(new Error('not wanted'));
    await expect(withinDeadline(wheel, never, { operation: 'x', deadlineMs: 500, signal })).rejects.toThrow(
      'not wanted',
    );
    const controller = new AbortController();
    const call = withinDeadline(wheel, never, { operation: 'x', deadlineMs: 500, signal: controller.signal });
    controller.abort(new Error('changed my mind'));
    await expect(call).rejects.toThrow('changed my mind');
  });

  it('is one timer for ten thousand, and none when nothing waits', async () => {
    const own = new DeadlineWheel();
    const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
    await sleep(50); // the wheel of the tests before comes to rest
    const before = timers();
    let missed = 0;
    for (let index = 0; index < 10_000; index += 1) own.arm(30, () => (missed += 1));
    expect(timers() - before).toBe(1);
    await sleep(100);
    expect(missed).toBe(10_000);
    expect(own.size).toBe(0);
    expect(timers()).toBe(before);
  });

  it('does not keep a process waiting for deadlines that were all cancelled', async () => {
    const own = new DeadlineWheel();
    own.arm(60_000, () => undefined).cancel();
    const late = own.arm(60_000, () => undefined);
    await sleep(50);
    expect(own.size).toBe(2);
    late.cancel();
    await sleep(50);
    expect(own.size).toBe(0);
  });

  it('does not take our own stall for silence: 100 stalls of 300 ms, and every reply that was there counts', async () => {
    const redis = await startRedis();
    const socket = connect(redis.port, '127.0.0.1');
    await new Promise((resolve) => socket.once('connect', resolve));
    let missed = 0;
    for (let round = 0; round < 100; round += 1) {
      const reply = new Promise((resolve) => socket.once('data', resolve));
      socket.write('PING\r\n');
      const call = withinDeadline(wheel, reply, { operation: 'PING', deadlineMs: 100 });
      call.catch(() => (missed += 1));
      block(300);
      await call.catch(() => undefined);
    }
    socket.destroy();
    await redis.close();
    expect(missed).toBe(0);
    expect(wheel.worstLagMs).toBeGreaterThanOrEqual(250);
  }, 60_000);
});
