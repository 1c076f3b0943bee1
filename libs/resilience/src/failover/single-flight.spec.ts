import { SingleFlight } from './single-flight';

/** Work that ends when told, and counts how often it was begun. */
function slowWork() {
  const ends: { resolve: (value: string) => void; reject: (error: Error) => void }[] = [];
  const work = () => new Promise<string>((resolve, reject) => ends.push({ resolve, reject }));
  return { ends, work };
}

describe('a single flight', () => {
  it('is one piece of work for all who ask at the same time, and a new one afterwards', async () => {
    const flight = new SingleFlight();
    const { ends, work } = slowWork();
    const calls = Array.from({ length: 100 }, () => flight.share('key', work));
    const other = flight.share('other', work);
    expect(ends).toHaveLength(2);
    ends[0]?.resolve('one');
    ends[1]?.resolve('two');
    expect(new Set(await Promise.all(calls))).toEqual(new Set(['one']));
    expect(await other).toBe('two');
    expect(flight.size).toBe(0);
    void flight.share('key', work);
    expect(ends).toHaveLength(3);
  });

  it('shares a failure with those who waited for it, and with nobody later', async () => {
    const flight = new SingleFlight();
    const { ends, work } = slowWork();
    const calls = [flight.share('key', work), flight.share('key', work)];
    ends[0]?.reject(new Error('cut'));
    for (const call of calls) await expect(call).rejects.toThrow('cut');
    const again = flight.share('key', work);
    ends[1]?.resolve('fine');
    expect(await again).toBe('fine');
  });

  it('goes on for the others when one gives up, be it the one who began it', async () => {
    const flight = new SingleFlight();
    const { ends, work } = slowWork();
    const first = new AbortController();
    const begun = flight.share('key', work, first.signal);
    const joined = flight.share('key', work);
    first.abort(new Error('gone'));
    await expect(begun).rejects.toThrow('gone');
    ends[0]?.resolve('for you');
    expect(await joined).toBe('for you');
    expect(ends).toHaveLength(1);
  });

  it('is not joined after a write that it may not have seen', async () => {
    const flight = new SingleFlight();
    const { ends, work } = slowWork();
    const before = flight.share('key', work);
    flight.forget('key');
    const after = flight.share('key', work);
    ends[1]?.resolve('new');
    ends[0]?.resolve('old');
    expect([await before, await after]).toEqual(['old', 'new']);
    void flight.share('key', work);
    expect(ends).toHaveLength(3);
  });
});
