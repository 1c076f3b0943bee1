import { Body, Controller, Get, HttpCode, Post } from '@nestjs/common';
import { ApiConflictResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { type InstanceReport } from '@secureconnect/contracts';
import { RedisFree } from '@secureconnect/resilience';
import { FromService } from '../../service-tokens/from-service.decorator';
import { LiveInstances } from '../../database/instances/live-instances';
import { AnotherInstanceError } from './another-instance.error';
import { InstanceReporter } from './instance-reporter.service';
import { PulledDto, PullLeverDto } from './levers.dto';
import { Levers } from './levers.service';

/** What the gateway asks of each instance for its operators. */
@ApiTags('internal')
@FromService('gateway')
@RedisFree('operator')
@Controller('internal/operator')
export class InstanceOperatorController {
  constructor(
    private readonly reporter: InstanceReporter,
    private readonly levers: Levers,
    private readonly instances: LiveInstances,
  ) {}

  /** From memory; what hangs is told as it was last seen, with the time of that. */
  @Get('report')
  @ApiOperation({ summary: 'All that this instance can say of itself to an operator' })
  @ApiOkResponse({ schema: { type: 'object', description: 'InstanceReport' } })
  report(): Promise<InstanceReport> {
    return this.reporter.report();
  }

  @Post('levers')
  @HttpCode(200)
  @ApiOperation({ summary: 'Pull a lever at this instance, for an operator of the gateway' })
  @ApiOkResponse({ type: PulledDto })
  @ApiConflictResponse({ description: 'another_instance' })
  async pull(@Body() { operator, instance, ...pull }: PullLeverDto): Promise<PulledDto> {
    if (instance !== undefined && instance !== this.instances.id) throw new AnotherInstanceError('');
    return { outcome: await this.levers.pull(pull, operator) };
  }
}
