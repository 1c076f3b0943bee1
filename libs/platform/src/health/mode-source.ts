import { type ServiceMode } from '@secureconnect/contracts';
import { type RedisBreakers, type RedisHealthService } from '@secureconnect/resilience';

/** Says in which mode the service answers at this moment. */
export class ModeSource {
  constructor(
    private readonly redis: RedisHealthService,
    private readonly breakers: RedisBreakers,
  ) {}

  /** Calls that a breaker keeps from a healthy Redis are served by fallbacks too. */
  get mode(): ServiceMode {
    return this.redis.isAvailable && this.breakers.areClosed ? 'normal' : 'degraded';
  }
}
