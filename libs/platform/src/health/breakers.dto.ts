import { ApiProperty } from '@nestjs/swagger';
import {
  type BreakerState,
  type CircuitBreaker,
  redisKinds,
  type RedisKind,
} from '@secureconnect/resilience';

/** Where one breaker stands. */
export class BreakerDto {
  @ApiProperty({ enum: redisKinds, description: 'The kind of call to Redis it guards' })
  kind: RedisKind;

  @ApiProperty({ enum: ['closed', 'open', 'half-open'], description: 'open: Redis is not asked' })
  state: BreakerState;

  @ApiProperty({ description: 'An operator holds it until it is reset' })
  forced: boolean;

  static of(kind: RedisKind, { state, isForced }: CircuitBreaker): BreakerDto {
    return { kind, state, forced: isForced };
  }
}

/** All breakers of a service. */
export class BreakersDto {
  @ApiProperty({ type: [BreakerDto] })
  breakers: BreakerDto[];
}
