import { newId } from '@secureconnect/platform';
import { until } from '@secureconnect/testing';
import { type PresenceStatus, type PresenceStore } from './presence.store';

const leaseMs = 60_000;

/** What presence owes in every mode; `nobody` is said of whom nothing is known to be here. */
export function presenceContract(
  stores: () => readonly [PresenceStore, PresenceStore],
  nobody: PresenceStatus,
): void {
  // One answer that Redis was late for is another tier's, which knows less.
  const becomes = (store: PresenceStore, userId: string, status: PresenceStatus) =>
    until(status, async () => (await store.find([userId]))[0]?.status === status);
  const [one, other] = [() => stores()[0], () => stores()[1]];

  it('a device is here on every instance until it leaves, and others of its user are none of its concern', async () => {
    const user = newId();
    await one().set(user, 'laptop', 'online', leaseMs);
    await other().set(user, 'phone', 'away', leaseMs);
    for (const store of stores()) await becomes(store, user, 'online');
    await one().leave(user, 'laptop');
    for (const store of stores()) await becomes(store, user, 'away');
    await other().leave(user, 'phone');
    for (const store of stores()) await becomes(store, user, nobody);
    await one().set(user, 'laptop', 'online', leaseMs);
    for (const store of stores()) await becomes(store, user, 'online');
  });

  it('many devices say in one go that they are here or gone', async () => {
    const [user, another] = [newId(), newId()];
    const phone = { userId: user, device: 'phone', status: 'away' } as const;
    const laptop = { userId: another, device: 'laptop', status: 'online' } as const;
    await one().tell([phone, { ...laptop, userId: user }, laptop], leaseMs);
    await one().tell([{ userId: user, device: 'laptop', status: 'gone' }], leaseMs);
    await one().tell([], leaseMs);
    for (const store of stores()) {
      await becomes(store, user, 'away');
      await becomes(store, another, 'online');
    }
  });

  it('a lease that nobody keeps ends by itself', async () => {
    const user = newId();
    await one().set(user, 'laptop', 'online', 300);
    await becomes(other(), user, nobody);
    await becomes(one(), user, nobody);
  });

  it('answers in the order asked for, with when each was last seen', async () => {
    const [here, gone, unheard] = [newId(), newId(), newId()];
    const before = Date.now();
    await one().set(here, 'laptop', 'away', leaseMs);
    await other().set(gone, 'laptop', 'online', leaseMs);
    await other().leave(gone, 'laptop');
    await becomes(other(), here, 'away');
    const found = await until('all of them', async () => {
      const each = await other().find([gone, unheard, here]);
      return each.map(({ status }) => status).join() === `${nobody},${nobody},away` ? each : undefined;
    });
    expect(found.map(({ userId }) => userId)).toEqual([gone, unheard, here]);
    expect(found[1]?.lastSeenAt).toBeNull();
    expect(Number(found[0]?.lastSeenAt)).toBeGreaterThanOrEqual(before - 1_000);
    expect(await one().find([])).toEqual([]);
  });
}
