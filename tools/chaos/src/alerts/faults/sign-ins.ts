import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { newAddress } from '../../traffic/network-address';
import { Accounts } from '../../traffic/accounts';
import { Door } from '../../traffic/door';
import { type WatchedFleet } from '../live/watched-fleet';

const atOnce = 4;
const password = randomUUID();

/** So many people sign in at one instance of auth, each from a network of her own; gives how many were let in. */
export async function signIn({ system }: WatchedFleet, instance: string, count: number): Promise<number> {
  const { url } = system.instance(instance);
  const door = new Door(instance, url);
  const makers = await Accounts.of(system.postgres, password);
  const names = Array.from({ length: count }, () => `guest-${randomUUID().slice(0, 13)}`);
  const left = await makers.make(names);
  let done = 0;
  const enter = async () => {
    for (let next = left.pop(); next; next = left.pop()) {
      const body = { email: next.email, password };
      const { outcome } = await door.ask('POST', '/v1/auth/login', { body, from: newAddress() });
      if (outcome === 'done') done += 1;
    }
  };
  await Promise.all(Array.from({ length: atOnce }, enter));
  door.close();
  return done;
}

const [knocks, apartMs] = [12, 15];

/** So many come to both gateways one after the other, each from a network of her own, and are let in by none. */
export async function knock({ system }: WatchedFleet): Promise<void> {
  const doors = system.doors.map((url, number) => new Door(`gateway-${number}`, url));
  const body = { refresh_token: 'nobody has this' };
  const asked: Promise<unknown>[] = [];
  for (let turn = 0; turn < knocks; turn += 1) {
    for (const door of doors) asked.push(door.ask('POST', '/v1/auth/refresh', { body, from: newAddress() }));
    await sleep(apartMs);
  }
  await Promise.all(asked);
  for (const door of doors) door.close();
}
