import { beatMs, Parting } from './parting';

describe('a part of the limits', () => {
  let moment: number;
  let told: number;
  let parting: Parting;
  beforeEach(() => {
    [moment, told] = [0, 0];
    parting = new Parting({ now: () => moment, others: () => 2, tell: () => void (told += 1) });
    parting.leave();
  });
  afterEach(() => parting.settle());

  it('is its own once all others have heard of it, each of them once', () => {
    parting.heard('one', parting.turn);
    parting.heard('one', parting.turn);
    parting.heard('another', parting.turn - 1);
    expect(parting.isSettled).toBe(false);
    parting.heard('another', parting.turn);
    expect([parting.isSettled, told]).toEqual([true, 1]);
  });

  it('is its own after a second for which nobody answered', () => {
    for (; moment < 1_000; moment += beatMs) {
      expect(parting.isSettled).toBe(false);
      parting.beat();
    }
    parting.look();
    expect(parting.isSettled).toBe(true);
  });

  it('is not for a second in which this process stood still itself', () => {
    moment = 60_000;
    parting.beat();
    parting.leave();
    expect(parting.isSettled).toBe(false);
    expect(parting.leftMs).toBe(1_000 - beatMs);
  });
});
