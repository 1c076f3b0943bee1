import { type Caller } from '@secureconnect/identity';
import { type DeviceHere } from './devices-here';

/** A session is a device; all tokens without a session are one, for the next of them is another. */
export const deviceOf = ({ userId, sessionId }: Pick<Caller, 'userId' | 'sessionId'>): DeviceHere => ({
  ...{ userId, device: sessionId ?? 'without-session' },
});
