import { type ServiceMode } from '@secureconnect/contracts';
import { type RedisHealthService } from '@secureconnect/resilience';

/** Says in which mode the service answers at this moment. */
export class ModeSource {
  constructor(private readonly redis: RedisHealthService) {}

  get mode(): ServiceMode {
    return this.redis.isAvailable ? 'normal' : 'degraded';
  }
}
