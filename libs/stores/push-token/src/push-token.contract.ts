import { randomBytes } from 'node:crypto';
import { newId } from '@secureconnect/platform';
import { until } from '@secureconnect/testing';
import { type PushRegistration, type PushTarget, type PushTokenStore } from './push-token.store';

/** What wakes a device nobody has heard of yet. */
export const newTarget = (provider: PushTarget['provider'] = 'fcm'): PushTarget => ({
  provider,
  address: randomBytes(24).toString('base64url'),
  ...(provider === 'web' && { keys: { p256dh: 'p256dh', auth: 'auth' } }),
});

/** A device of somebody's, of a session of its own unless said. */
export const registrationOf = (
  userId: string,
  deviceId: string,
  target = newTarget(),
  more: Partial<PushRegistration> = {},
): PushRegistration => ({ userId, deviceId, sessionId: newId(), issuedAtMs: Date.now(), target, ...more });

/** What push tokens owe on every tier and in every mode; both stores are of one record. */
export function pushTokenContract(stores: () => readonly [PushTokenStore, PushTokenStore]): void {
  const [one, other] = [() => stores()[0], () => stores()[1]];
  const devicesOf = async (store: PushTokenStore, userId: string) =>
    (await store.find(userId)).map(({ deviceId }) => deviceId);
  // Who looks may be behind by what the news takes to arrive; who wakes is not.
  const shows = (userId: string, ...devices: string[]) =>
    Promise.all(
      stores().map((store) =>
        until(
          `${devices.join()} to be shown`,
          async () => String(await devicesOf(store, userId)) === String(devices),
        ),
      ),
    );

  it('what was registered is found and taken on every instance, and by nobody else', async () => {
    const [ada, eve] = [newId(), newId()];
    const registration = registrationOf(ada, 'laptop', newTarget('web'));
    const made = await one().register(registration);
    const { sessionId, issuedAtMs, target } = registration;
    const device = { userId: ada, deviceId: 'laptop', provider: 'web', sessionId, issuedAtMs };
    expect(made).toMatchObject(device);
    await shows(ada, 'laptop');
    for (const store of stores()) {
      expect(await store.find(ada)).toEqual([made]);
      expect(await store.reachable(ada)).toEqual([made]);
      expect(await store.take(ada, 'laptop')).toMatchObject({ ...device, target });
      expect(await store.take(eve, 'laptop')).toBeUndefined();
      expect(await store.remove(eve, 'laptop')).toBe(false);
      expect(await store.find(eve)).toEqual([]);
    }
  });

  it('a device that changes hands is the new owner’s at once, and wakes the former one on no instance', async () => {
    const [ada, bob] = [newId(), newId()];
    const target = newTarget();
    await one().register(registrationOf(ada, 'phone', target));
    await shows(ada, 'phone');
    await other().register(registrationOf(bob, 'his phone', target));
    for (const store of stores()) {
      expect(await store.reachable(ada)).toEqual([]);
      expect(await store.take(ada, 'phone')).toBeUndefined();
      expect((await store.take(bob, 'his phone'))?.target).toEqual(target);
    }
    await shows(ada);
    await shows(bob, 'his phone');
  });

  it('of fifty who register one device at once, on two instances, one has it', async () => {
    const target = newTarget();
    const people = Array.from({ length: 50 }, () => newId());
    await Promise.all(
      people.map((userId, index) => stores()[index % 2]!.register(registrationOf(userId, 'phone', target))),
    );
    const taken = await Promise.all(people.map((userId) => one().take(userId, 'phone')));
    const owners = people.filter((_, index) => taken[index]);
    expect(owners).toHaveLength(1);
    for (const userId of people) await shows(userId, ...(userId === owners[0] ? ['phone'] : []));
  });

  it('two who hand each other their devices, again and again, are never stuck, and no device is both’s', async () => {
    const [ada, bob] = [newId(), newId()];
    const [red, blue] = [newTarget(), newTarget()];
    for (let turn = 0; turn < 10; turn += 1)
      await Promise.all([
        one().register(registrationOf(ada, 'phone', turn % 2 ? red : blue)),
        other().register(registrationOf(bob, 'phone', turn % 2 ? blue : red)),
      ]);
    const held = await Promise.all([ada, bob].map((userId) => one().take(userId, 'phone')));
    expect(held.map((token) => token?.target)).toEqual([red, blue]);
  });

  it('a device that gets another token keeps its place, and the former token wakes nobody', async () => {
    const ada = newId();
    const first = await one().register(registrationOf(ada, 'phone'));
    const target = newTarget('apns');
    const again = await other().register(registrationOf(ada, 'phone', target));
    expect(again.createdAt).toEqual(first.createdAt);
    for (const store of stores()) expect((await store.take(ada, 'phone'))?.target).toEqual(target);
    await shows(ada, 'phone');
  });

  it('what was removed is gone on every instance', async () => {
    const ada = newId();
    await one().register(registrationOf(ada, 'phone'));
    await shows(ada, 'phone');
    expect(await other().remove(ada, 'phone')).toBe(true);
    expect(await one().remove(ada, 'phone')).toBe(false);
    for (const store of stores()) expect(await store.take(ada, 'phone')).toBeUndefined();
    await shows(ada);
  });

  it('a rejected token is dropped, and one that was registered again meanwhile is not', async () => {
    const ada = newId();
    const registration = registrationOf(ada, 'phone');
    await one().register(registration);
    const sent = (await one().take(ada, 'phone'))!;
    await other().register(registration);
    expect(await one().dropRejected(sent)).toBe(false);
    const later = (await one().take(ada, 'phone'))!;
    expect(await other().dropRejected(later)).toBe(true);
    for (const store of stores()) expect(await store.take(ada, 'phone')).toBeUndefined();
    await shows(ada);
  });

  it('of twenty-one devices the one registered longest ago is out', async () => {
    const ada = newId();
    const names = Array.from({ length: 21 }, (_, index) => `device ${index}`);
    for (const name of names.slice(0, 20)) await one().register(registrationOf(ada, name));
    await other().register(registrationOf(ada, names[0]!));
    await other().register(registrationOf(ada, names[20]!));
    await shows(ada, names[20]!, names[0]!, ...names.slice(2, 20).reverse());
    expect(await one().take(ada, names[1]!)).toBeUndefined();
  });

  it('whoever signs out is woken no more by that session, and by others still', async () => {
    const ada = newId();
    const gone = registrationOf(ada, 'gone');
    await one().register(gone);
    await one().register(registrationOf(ada, 'kept'));
    const without = { sessionId: null, issuedAtMs: 1_000 };
    await one().register(registrationOf(ada, 'old', newTarget(), without));
    await one().register(registrationOf(ada, 'new', newTarget(), { ...without, issuedAtMs: 2_000 }));
    await shows(ada, 'new', 'old', 'kept', 'gone');
    const users = [{ userId: ada, issuedBefore: 2_000 }];
    expect(await other().signOut({ sessions: [gone.sessionId!], users })).toBe(2);
    await shows(ada, 'new', 'kept');
    expect(await one().take(ada, 'gone')).toBeUndefined();
  });
}
