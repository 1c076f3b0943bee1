import {
  Body,
  Controller,
  Delete,
  Get,
  HttpCode,
  Logger,
  Param,
  Post,
  Query,
  UseGuards,
} from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiConflictResponse,
  ApiForbiddenResponse,
  ApiNoContentResponse,
} from '@nestjs/swagger';
import { ApiNotFoundResponse, ApiOkResponse, ApiOperation, ApiTags, ApiUnauthorizedResponse } from '@nestjs/swagger'; // prettier-ignore
import { OperatorGuard } from '@secureconnect/platform';
import { RedisFree } from '@secureconnect/resilience';
import { Jobs } from '../queue/jobs';
import { DeadLettersDto, DeadLettersQuery } from './dead-letters.dto';
import { ReplayAllDto, ReplayedDto } from './replay-all.dto';
import { UniqueKeyTakenError } from './unique-key-taken.error';
import { UnknownJobError } from './unknown-job.error';

/** The jobs that ended badly, to be looked at, run again or removed by an operator. */
@RedisFree('dead-letters')
@ApiTags('operator')
@ApiBearerAuth()
@ApiUnauthorizedResponse({ description: 'operator_token_wrong' })
@ApiForbiddenResponse({ description: 'operator_token_unset' })
@UseGuards(OperatorGuard)
@Controller('operator/jobs/dead')
export class DeadLettersController {
  private readonly logger = new Logger('Operator');

  constructor(private readonly jobs: Jobs) {}

  /** The latest first. */
  @Get()
  @ApiOperation({ summary: 'Dead letters, the latest first' })
  @ApiOkResponse({ type: DeadLettersDto })
  async list(@Query() { queue, ...page }: DeadLettersQuery): Promise<DeadLettersDto> {
    return DeadLettersDto.of(await this.jobs.dead(queue, page));
  }

  /** Those whose unique key a living job has stay where they are. */
  @Post('replay')
  @HttpCode(200)
  @ApiOperation({ summary: 'Run all dead letters of a queue again' })
  @ApiOkResponse({ type: ReplayedDto })
  async replayAll(@Body() { queue }: ReplayAllDto): Promise<ReplayedDto> {
    const replayed = await this.jobs.replayAll(queue);
    this.logger.warn(`${replayed} dead letters of ${JSON.stringify(queue)} run again, by an operator`);
    return { replayed };
  }

  @Post(':id/replay')
  @HttpCode(204)
  @ApiOperation({ summary: 'Run one dead letter again' })
  @ApiNoContentResponse()
  @ApiNotFoundResponse({ description: 'not_found: there is no such dead letter' })
  @ApiConflictResponse({ description: 'conflict: another job lives with its unique key' })
  async replay(@Param('id') id: string): Promise<void> {
    if (!(await this.jobs.replay(id))) throw await this.whyNot(id);
    this.logger.warn(`Dead letter ${id} runs again, by an operator`);
  }

  @Delete(':id')
  @HttpCode(204)
  @ApiOperation({ summary: 'Remove a dead letter for good' })
  @ApiNoContentResponse()
  @ApiNotFoundResponse({ description: 'not_found: there is no such dead letter' })
  async discard(@Param('id') id: string): Promise<void> {
    if (!(await this.jobs.discard(id))) throw new UnknownJobError('There is no such dead letter.');
    this.logger.warn(`Dead letter ${id} removed, by an operator`);
  }

  private async whyNot(id: string): Promise<Error> {
    const isThere = (await this.jobs.find(id))?.state === 'dead';
    if (!isThere) return new UnknownJobError('There is no such dead letter.');
    return new UniqueKeyTakenError('Another job lives with its unique key: wait for it, or cancel it.');
  }
}
