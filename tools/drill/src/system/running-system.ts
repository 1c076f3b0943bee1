import { type ServiceName } from '@secureconnect/contracts';
import { type RedisPlace } from '../faults/redis-under-test';

/** A system that is up: its services, and its Redis as far as it may be taken away. */
export interface RunningSystem {
  readonly services: Readonly<Record<ServiceName, string>>;
  readonly redis: RedisPlace;
  /** Ends it, where the drill began it. */
  leave(): Promise<void>;
}
