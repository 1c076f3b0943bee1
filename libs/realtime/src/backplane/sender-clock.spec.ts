import { SenderClock } from './sender-clock';

describe('how late a frame is', () => {
  it('does not depend on when the clock of its sender began', () => {
    const clock = new SenderClock();
    expect(clock.lateness(5_000, 1_000_000)).toBe(0);
    expect(clock.lateness(6_000, 1_001_010)).toBe(10);
    expect(clock.lateness(7_000, 1_042_000)).toBe(40_000);
  });

  it('is known after a stall of ours too, and follows clocks that drift apart', () => {
    const clock = new SenderClock();
    clock.lateness(0, 0);
    expect(clock.lateness(1_000, 90_000)).toBe(89_000);
    for (let minute = 2; minute < 10; minute += 1) clock.lateness(minute * 60_000, minute * 60_100);
    expect(clock.lateness(600_000, 601_000)).toBeLessThan(500);
  });
});
