import { type DynamicModule } from '@nestjs/common';
import { redisOptionsFrom, ResilientRedisModule } from '@secureconnect/redis';

/** Ours as an application imports it. */
export const resilientRedis = (url: string): DynamicModule =>
  ResilientRedisModule.forRoot({ name: 'bench', redis: redisOptionsFrom({ REDIS_URL: url }) });
