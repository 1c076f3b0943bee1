import { type SessionDevice } from '@secureconnect/session-store';
import { type DeviceDto } from './login.dto';

/** The device of a request in the words of sessions; what was left out stays out. */
export function deviceOf(said: DeviceDto | null | undefined): SessionDevice {
  const { is_mobile: isMobile, time_zone: timeZone, ...rest } = said ?? {};
  const given = { ...rest, isMobile, timeZone };
  return Object.fromEntries(
    Object.entries(given).filter(([, value]) => value !== undefined && value !== null),
  );
}
