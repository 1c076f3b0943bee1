import { setTimeout as sleep } from 'node:timers/promises';
import { startRedis, until } from '@secureconnect/testing';
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
    const late = after(400, 0).then(() => Promise.reject(new Error('late')));
    await expect(withinDeadline(wheel, late, { operation: 'x', deadlineMs: 20 })).rejects.toThrow(
      DeadlineError,
    );
    await sleep(450);
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
    const started = jest.spyOn(globalThis, 'setInterval');
    const ended = jest.spyOn(globalThis, 'clearInterval');
    const own = new DeadlineWheel();
    let missed = 0;
    for (let index = 0; index < 10_000; index += 1) own.arm(30, () => (missed += 1));
    expect(started).toHaveBeenCalledTimes(1);
    await until('all to be told', () => missed === 10_000);
    expect(own.size).toBe(0);
    await until('the timer to be gone', () => ended.mock.calls.length > 0);
    expect(ended).toHaveBeenCalledWith(started.mock.results[0]?.value);
    started.mockRestore();
    ended.mockRestore();
  });

  it('is never judged early, however long our own loop was blocked before it was armed', async () => {
    const own = new DeadlineWheel();
    own.arm(1_000, () => undefined);
    await sleep(20);
    block(150);
    const since = performance.now();
    const waited = await new Promise<number>((resolve) => {
      own.arm(100, () => resolve(performance.now() - since));
    });
    expect(waited).toBeGreaterThanOrEqual(100);
  });

  it('may be cancelled twice, before and after its turn, and leaves the others alone', async () => {
    const own = new DeadlineWheel();
    const told: string[] = [];
    const [first, second] = ['first', 'second'].map((name) => own.arm(30, () => told.push(name)));
    own.arm(30, () => told.push('third'));
    const fourth = own.arm(30, () => told.push('fourth'));
    for (const deadline of [first, second, first]) deadline?.cancel();
    await sleep(15);
    for (const deadline of [fourth, fourth]) deadline.cancel();
    await until('the third to be told', () => told.length > 0);
    await sleep(30);
    expect(told).toEqual(['third']);
  });

  it('does not keep a process waiting for deadlines that were all cancelled', async () => {
    const own = new DeadlineWheel();
    own.arm(60_000, () => undefined).cancel();
    const late = own.arm(60_000, () => undefined);
    await sleep(50);
    expect(own.size).toBe(1);
    late.cancel();
    await sleep(50);
    expect(own.size).toBe(0);
  });

  // The chaos command stalls 100 times for 300 ms, with health and breakers on top; this is the wheel alone.
  it('does not take our own stall for silence: 100 stalls of three deadlines, and every reply that was there counts', async () => {
    const redis = await startRedis();
    const socket = connect(redis.port, '127.0.0.1');
    await new Promise((resolve) => socket.once('connect', resolve));
    let missed = 0;
    for (let round = 0; round < 100; round += 1) {
      const reply = new Promise((resolve) => socket.once('data', resolve));
      socket.write('PING\r\n');
      const call = withinDeadline(wheel, reply, { operation: 'PING', deadlineMs: 20 });
      call.catch(() => (missed += 1));
      block(60);
      await call.catch(() => undefined); // It has been counted.
    }
    socket.destroy();
    await redis.close();
    expect(missed).toBe(0);
    expect(wheel.worstLagMs).toBeGreaterThanOrEqual(50);
    expect(wheel.stalledMs).toBeGreaterThanOrEqual(100 * 50);
  });
});
