import { PartPlaces } from './part-places';

const size = 1_000;
const hasty = { patienceMs: 30, sliceMs: 0 };
const patient = { patienceMs: 60_000, sliceMs: 60_000 };

describe('places for parts in memory', () => {
  it('are given in turn, and each has as many bytes as a part', async () => {
    const places = new PartPlaces(1, size, patient);
    const first = await places.take();
    expect(first.buffer).toHaveLength(size);
    const order: number[] = [];
    const later = [1, 2].map(async (each) => {
      const place = await places.take();
      order.push(each);
      return place;
    });
    const { buffer } = first;
    first.leave(true);
    const second = await later[0]!;
    expect([order, places.held, second.buffer === buffer]).toEqual([[1], 1, true]);
    second.leave(true);
    (await later[1]!).leave(true);
    expect([order, places.held]).toEqual([[1, 2], 0]);
  });

  it('are refused to who waits too long, who then is waited for no more', async () => {
    const places = new PartPlaces(1, size, hasty);
    const place = await places.take();
    await expect(places.take()).rejects.toMatchObject({ code: 'store_busy', retryAfterSeconds: 2 });
    expect([...places.counts.values(), places.isWanted]).toEqual([1, 1, 0, false]);
    place.leave(true);
    expect(places.held).toBe(0);
    (await places.take()).leave(true);
  });

  it('are overdue only where others wait', async () => {
    const places = new PartPlaces(1, size, { ...patient, sliceMs: -1 });
    const place = await places.take();
    expect(place.isOverdue).toBe(false);
    const other = places.take();
    expect(place.isOverdue).toBe(true);
    place.leave(true);
    (await other).leave(true);
  });

  it('hand no bytes on that somebody may still be reading', async () => {
    const places = new PartPlaces(1, size, patient);
    const place = await places.take();
    const { buffer } = place;
    place.leave(false);
    expect((await places.take()).buffer).not.toBe(buffer);
  });
});
