import { Controller, Get, HttpCode, Logger, Param, Post, UseGuards } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiForbiddenResponse,
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiTags,
  ApiUnauthorizedResponse,
} from '@nestjs/swagger';
import {
  type BreakerControl,
  RedisBreakers,
  RedisFree,
  type RedisKind,
  redisKinds,
} from '@secureconnect/resilience';
import { Public } from '../access/public.decorator';
import { BreakerDto, BreakersDto } from './breakers.dto';
import { OperatorGuard } from './operator.guard';
import { UnknownBreakerError } from './unknown-breaker.error';

const controls: readonly BreakerControl[] = ['force-open', 'force-close', 'reset'];

/** The breakers between this instance and Redis, to be seen by anybody and held by an operator. */
@Public()
@RedisFree('breakers')
@ApiTags('health')
@Controller('health/breakers')
export class BreakersController {
  private readonly logger = new Logger('Operator');

  constructor(private readonly breakers: RedisBreakers) {}

  /** Where each of them stands. */
  @Get()
  @ApiOperation({ summary: 'The breakers between this instance and Redis' })
  @ApiOkResponse({ type: BreakersDto })
  list(): BreakersDto {
    return { breakers: [...this.breakers.all].map(([kind, breaker]) => BreakerDto.of(kind, breaker)) };
  }

  /** Holds one of this instance open or closed, or lets it decide for itself again; a restart forgets it. */
  @Post(':kind/:control')
  @HttpCode(200)
  @UseGuards(OperatorGuard)
  @ApiOperation({ summary: 'Hold a breaker of this instance open or closed, or let it go' })
  @ApiBearerAuth()
  @ApiParam({ name: 'kind', enum: redisKinds })
  @ApiParam({ name: 'control', enum: controls })
  @ApiOkResponse({ type: BreakerDto })
  @ApiUnauthorizedResponse({ description: 'operator_token_wrong' })
  @ApiForbiddenResponse({ description: 'operator_token_unset' })
  @ApiNotFoundResponse({
    description: 'not_found: no such breaker, or nothing of that name can be done to it',
  })
  control(@Param('kind') kind: RedisKind, @Param('control') control: BreakerControl): BreakerDto {
    if (!redisKinds.includes(kind) || !controls.includes(control)) throw new UnknownBreakerError('');
    this.breakers.control(kind, control);
    this.logger.warn(`Breaker of ${kind} calls to Redis: ${control}, by an operator`);
    return BreakerDto.of(kind, this.breakers.of(kind));
  }
}
