import { type ToldDevice } from '@secureconnect/presence-store';

/** What an instance tells the others of devices; shorter than its names would be, for it is said all the time. */
export interface PresenceNotice {
  /** Somebody said so just now; else it goes on as before. */
  readonly news: boolean;
  readonly devices: readonly (readonly [userId: string, device: string, status: ToldDevice['status']])[];
}

/** What is told of so many devices at once is small enough for PostgreSQL to carry it in a few parts. */
const mostInOne = 200;

/** The notices that say this. */
export function noticesOf(devices: readonly ToldDevice[], news: boolean): readonly PresenceNotice[] {
  const notices: PresenceNotice[] = [];
  for (let start = 0; start < devices.length; start += mostInOne) {
    const part = devices.slice(start, start + mostInOne);
    notices.push({ news, devices: part.map(({ userId, device, status }) => [userId, device, status]) });
  }
  return notices;
}

/** What a notice says. */
export const devicesIn = ({ devices }: PresenceNotice): readonly ToldDevice[] =>
  devices.map(([userId, device, status]) => ({ userId, device, status }));
