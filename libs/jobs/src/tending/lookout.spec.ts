import { ManualClock } from '@secureconnect/testing';
import { Lookout } from './lookout';

describe('a lookout', () => {
  let clock: ManualClock;
  let lookout: Lookout;
  const beats = { a: 0, b: 0 };
  const look = () => lookout.look(Object.entries(beats).map(([id, beat]) => ({ id, beat }))).map(({ id }) => id); // prettier-ignore
  /** Looks every second; `b` beats all the time. */
  async function goOn(seconds: number): Promise<string[]> {
    let gone: string[] = [];
    for (let second = 0; second < seconds && gone.length === 0; second += 1) {
      await clock.advance(1_000);
      beats.b += 1;
      gone = look();
    }
    return gone;
  }

  beforeEach(() => {
    clock = new ManualClock();
    lookout = new Lookout(10_000, 2_500, () => clock.now());
    look();
  });

  it('sees who has not moved for the lease, and nobody else', async () => {
    expect(await goOn(9)).toEqual([]);
    expect(await goOn(1)).toEqual(['a']);
  });

  it('takes one sign of life for a whole lease', async () => {
    await goOn(9);
    beats.a += 1;
    expect(await goOn(10)).toEqual([]);
    expect(await goOn(1)).toEqual(['a']);
  });

  it('begins anew after it could not look itself: who was silent meanwhile may have had no way to speak', async () => {
    await goOn(9);
    await clock.advance(60_000);
    expect(look()).toEqual([]);
    expect(await goOn(9)).toEqual([]);
    expect(await goOn(1)).toEqual(['a']);
  });

  it('begins anew after a look that failed', async () => {
    await goOn(9);
    lookout.miss();
    expect(await goOn(10)).toEqual([]);
    expect(await goOn(1)).toEqual(['a']);
  });
});
