import { type Caller } from '@secureconnect/identity';
import { type DeviceHere } from './devices-here';

/** A session is a device; who has none is as many as she has tokens. */
export const deviceOf = ({ userId, sessionId, tokenId }: Caller): DeviceHere => ({
  ...{ userId, device: sessionId ?? tokenId },
});
