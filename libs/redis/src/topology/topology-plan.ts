import { type DeadlineWheel } from '@secureconnect/resilience';
import { type RedisAddress, type SettledRedisOptions } from '../options/redis.options';

/** What a topology is made of. */
export interface TopologyPlan {
  readonly options: SettledRedisOptions;
  readonly wheel: DeadlineWheel;
  /** Told when a connection ended or could not be made. */
  readonly onLost: () => void;
  readonly locate: () => RedisAddress | Promise<RedisAddress>;
}
