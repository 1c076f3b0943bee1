import { type DevicePushPayload } from './push-jobs';

/** A device hears of a call in order: its ring is not under way any more when it is told to stop. */
export const orderKeyOf = ({ callId, userId, deviceId }: DevicePushPayload): string =>
  `${callId}:${userId}:${deviceId}`;
