import { Controller, Get, HttpCode, Logger, Param, Post, UseGuards } from '@nestjs/common';
import { ApiBearerAuth, ApiForbiddenResponse, ApiNotFoundResponse, ApiOkResponse } from '@nestjs/swagger';
import { ApiOperation, ApiTags, ApiUnauthorizedResponse } from '@nestjs/swagger';
import { OperatorGuard, TakesNoQuery } from '@secureconnect/platform';
import { RedisFree } from '@secureconnect/resilience';
import { Jobs } from '../queue/jobs';
import { CancelledDto, JobReportDto } from './job-report.dto';
import { QueueOverview } from './queue-overview.service';
import { QueuesDto } from './queues.dto';
import { UnknownJobError } from './unknown-job.error';

/** The queues of a service and the jobs in them, for its operators. */
@RedisFree('jobs')
@ApiTags('operator')
@ApiBearerAuth()
@ApiUnauthorizedResponse({ description: 'operator_token_wrong' })
@ApiForbiddenResponse({ description: 'operator_token_unset' })
@UseGuards(OperatorGuard)
@Controller('operator/jobs')
export class JobsController {
  private readonly logger = new Logger('Operator');

  constructor(
    private readonly jobs: Jobs,
    private readonly overview: QueueOverview,
  ) {}

  /** In every mode; while PostgreSQL is away, as last known. */
  @Get('queues')
  @UseGuards(TakesNoQuery)
  @ApiOperation({ summary: 'All queues, and how many jobs of each are where' })
  @ApiOkResponse({ type: QueuesDto })
  async queues(): Promise<QueuesDto> {
    return QueuesDto.of(await this.overview.look());
  }

  @Get(':id')
  @ApiOperation({ summary: 'One job that has not ended well' })
  @ApiOkResponse({ type: JobReportDto })
  @ApiNotFoundResponse({ description: 'not_found: no such job, or it ended well' })
  async find(@Param('id') id: string): Promise<JobReportDto> {
    const report = await this.jobs.find(id);
    if (!report) throw new UnknownJobError('There is no such job, or it ended well.');
    return JobReportDto.of(report);
  }

  /** A running one is told to end, and may take its time. */
  @Post(':id/cancel')
  @HttpCode(200)
  @ApiOperation({ summary: 'End a job before its time' })
  @ApiOkResponse({ type: CancelledDto })
  @ApiNotFoundResponse({ description: 'not_found: no such job, or it has ended' })
  async cancel(@Param('id') id: string): Promise<CancelledDto> {
    const outcome = await this.jobs.cancel(id);
    if (outcome === 'absent') throw new UnknownJobError('There is no such job, or it has ended.');
    this.logger.warn(`Job ${id}: ${outcome}, by an operator`);
    return { outcome };
  }
}
