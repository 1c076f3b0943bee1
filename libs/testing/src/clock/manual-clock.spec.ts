import { ManualClock, type Clock } from './manual-clock';

describe('a manual clock', () => {
  it('runs due timers in the order of their times, each at its own time', async () => {
    const clock = new ManualClock(1_000);
    const ran: string[] = [];
    const note = (name: string) => () => ran.push(`${name}@${clock.now()}`);
    clock.setTimeout(note('late'), 300);
    clock.setTimeout(note('early'), 100);
    clock.setTimeout(note('never'), 301);
    const every = clock.setInterval(note('tick'), 120);
    await clock.advance(300);
    expect(ran).toEqual(['early@1100', 'tick@1120', 'tick@1240', 'late@1300']);
    expect(clock.now()).toBe(1_300);
    clock.clearInterval(every);
    expect(clock.pending).toBe(1);
  });

  it('follows up promises before it goes on, so that a loop of sleeps runs', async () => {
    const clock = new ManualClock(0);
    const woke: number[] = [];
    const loop = async () => {
      for (let round = 0; round < 3; round++) {
        await clock.sleep(50);
        woke.push(clock.now());
      }
    };
    const done = loop();
    await clock.advance(150);
    await done;
    expect(woke).toEqual([50, 100, 150]);
  });

  it('forgets what was cleared', async () => {
    const clock = new ManualClock();
    const run = jest.fn();
    clock.clearTimeout(clock.setTimeout(run, 10));
    await clock.advance(20);
    expect(run).not.toHaveBeenCalled();
  });

  it("stands where Node's own clock would", () => {
    const system: Clock = { now: Date.now, setTimeout, setInterval, clearTimeout, clearInterval };
    const clocks: Clock[] = [system, new ManualClock()];
    clocks.forEach((clock) => clock.clearTimeout(clock.setTimeout(() => undefined, 1_000)));
  });
});
