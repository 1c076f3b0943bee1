import { type PushTokenWire } from '@secureconnect/contracts';
import { type PushDevice } from '@secureconnect/push-token-store';

/** A device as its owner sees it; what wakes it is told to nobody. */
export const pushTokenWire = ({ deviceId, provider, createdAt, updatedAt }: PushDevice): PushTokenWire => ({
  ...{ device_id: deviceId, provider },
  created_at: createdAt.toISOString(),
  updated_at: updatedAt.toISOString(),
});
