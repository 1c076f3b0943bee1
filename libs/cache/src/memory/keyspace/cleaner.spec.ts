import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { StepClock } from '../differential/step-clock.contract';
import { MemoryEngine } from '../memory-engine';

const workspaceRoot = resolve(__dirname, '../../../../..');

describe('expired entries that nobody asks for', () => {
  const filled = (count: number, cleanupInterval: number) => {
    const clock = new StepClock(0);
    const engine = new MemoryEngine({ maxSize: Infinity, clock, cleanupInterval });
    for (let index = 0; index < count; index++)
      engine.set(`key:${index}`, 'v', index % 2 === 0 ? 1_000 : 100_000);
    return { clock, engine };
  };

  it('are removed at the next clean-up, and only they', () => {
    const { clock, engine } = filled(1_000, 5_000);
    clock.jump(4_999);
    clock.runDue();
    expect(engine.metrics.itemCount).toBe(1_000);
    clock.jump(1);
    clock.runDue();
    expect(engine.metrics.itemCount).toBe(500);
    expect(engine.metrics.memoryUsage).toBeGreaterThan(0);
    engine.close();
  });

  it('are removed in slices when they are many, with the event loop in between', () => {
    const { clock, engine } = filled(50_000, 5_000);
    const left: number[] = [];
    for (clock.jump(5_000); engine.metrics.lastCleanupTime === 0; clock.jump(1)) {
      clock.runDue();
      left.push(engine.metrics.itemCount);
    }
    const removed = left.map((count, slice) => (left[slice - 1] ?? 50_000) - count);
    expect(left[left.length - 1]).toBe(25_000);
    expect(left.length).toBeGreaterThan(10);
    expect(Math.max(...removed)).toBeLessThan(2_500);
    engine.close();
  });

  it('never take a longer slice because a million expire in the same second, and commands are answered in between', () => {
    const clock = new StepClock(0);
    const engine = new MemoryEngine({ maxSize: Infinity, clock, cleanupInterval: 5_000 });
    for (let index = 0; index < 1_000_000; index++) engine.set(`key:${index}`, 'v', 1_000 + (index % 1_000));
    clock.jump(5_000);
    let [most, slices, before] = [0, 0, 1_000_000];
    for (; engine.metrics.lastCleanupTime === 0; slices++, clock.jump(1)) {
      clock.runDue();
      most = Math.max(most, before - engine.metrics.itemCount);
      expect(engine.get('key:999999')).toBeNull(); // Though nobody has removed it yet, the first time.
      engine.set(`new:${slices % 10}`, 'v', 100_000);
      before = engine.metrics.itemCount;
    }
    expect([most < 2_500, slices > 400, engine.keys('*').length]).toEqual([true, true, 10]);
    engine.close();
  }, 60_000);

  it('are removed a slice at most by a write that needs their room', () => {
    const clock = new StepClock(0);
    const engine = new MemoryEngine({ maxSize: 20_000, clock, isPinned: () => true });
    for (let index = 0; index < 20_000; index++) engine.set(`key:${index}`, 'v', 1_000);
    clock.jump(1_001);
    let most = 0;
    for (let index = 0; index < 20_000; index++) {
      const before = engine.metrics.itemCount;
      engine.set(`new:${index}`, 'v', 100_000);
      most = Math.max(most, before - engine.metrics.itemCount);
    }
    expect([most > 0, most < 2_500]).toEqual([true, true]);
    expect(() => engine.set('more', 'v')).toThrow('OOM');
    engine.close();
  }, 30_000);

  it('that come to be while a clean-up is half done are removed too, by the next at the latest', () => {
    const { clock, engine } = filled(50_000, 5_000);
    clock.jump(5_000);
    clock.runDue();
    engine.set('late', 'v', 10);
    engine.expire('key:1', 10);
    for (let slice = 0; slice < 100; slice++) {
      clock.jump(1);
      clock.runDue();
    }
    clock.jump(5_000);
    for (let slice = 0; slice < 100; slice++) {
      clock.jump(1);
      clock.runDue();
    }
    expect(engine.metrics.itemCount).toBe(24_999);
    engine.close();
  });

  it('need no timer of their own, and none is left after the end', () => {
    const { clock, engine } = filled(1_000, 5_000);
    expect(clock.pending).toBe(1);
    engine.close();
    expect(clock.pending).toBe(0);
  });
});

describe('an engine that nobody closes', () => {
  it('keeps no process alive', () => {
    const source = `
      const { MemoryEngine } = require('@secureconnect/cache');
      const engine = new MemoryEngine({ cleanupInterval: 10 });
      engine.set('key', 'v', 60_000);
      engine.get('key');
      console.log('done');`;
    const args = ['-C', '@secureconnect/source', '-r', '@secureconnect/testing/from-source', '-e', source];
    const { status, stdout } = spawnSync(process.execPath, args, {
      cwd: workspaceRoot,
      encoding: 'utf8',
      timeout: 20_000,
    });
    expect([status, stdout]).toEqual([0, 'done\n']);
  }, 30_000);
});
