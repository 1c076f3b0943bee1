import { Controller, Get, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiServiceUnavailableResponse, ApiTags } from '@nestjs/swagger';
import { type HealthReport } from '@secureconnect/contracts';
import { Failover, PolicyManifest, RedisFree } from '@secureconnect/resilience';
import { type FastifyReply } from 'fastify';
import { Public } from '../access/public.decorator';
import { ServiceIdentity } from '../bootstrap/service-identity';
import { Drain } from '../shutdown/drain.service';
import { HealthReporter } from './health-reporter.service';
import { HealthReportDto, StatusDto } from './health-report.dto';
import { PoliciesDto } from './policies.dto';
import { policyTable } from './policy-table';
import { NotReadyError } from './not-ready.error';
import { ShuttingDownError } from './shutting-down.error';

/** For probes and people: is it alive, may it have traffic, and what is it standing on. */
@Public()
@RedisFree('health')
@ApiTags('health')
@Controller('health')
export class HealthController {
  constructor(
    private readonly reporter: HealthReporter,
    private readonly drain: Drain,
    private readonly policies: PolicyManifest,
    private readonly identity: ServiceIdentity,
    private readonly failover: Failover,
  ) {}

  /** 200 for as long as the process runs. */
  @Get('live')
  @ApiOperation({ summary: 'Whether the process runs' })
  @ApiOkResponse({ type: StatusDto })
  live(): StatusDto {
    return { status: 'ok' };
  }

  /** 200 with PostgreSQL up and this process known to the other services, whatever Redis does. */
  @Get('ready')
  @ApiOperation({ summary: 'Whether the service may have traffic: PostgreSQL is up, whatever Redis does' })
  @ApiOkResponse({ type: StatusDto })
  @ApiServiceUnavailableResponse({ description: 'not_ready or shutting_down' })
  async ready(): Promise<StatusDto> {
    if (this.drain.isDraining) throw new ShuttingDownError('');
    const missing = await this.reporter.missing();
    if (Object.keys(missing).length > 0) throw new NotReadyError({ components: missing });
    return { status: 'ok' };
  }

  /** All components; 503 only where readiness is 503 too. */
  @Get()
  @ApiOperation({ summary: 'All components, in which mode and since when' })
  @ApiOkResponse({ type: HealthReportDto })
  @ApiServiceUnavailableResponse({ type: HealthReportDto })
  async report(@Res({ passthrough: true }) reply: FastifyReply): Promise<HealthReport> {
    const report = await this.reporter.report();
    if (report.status === 'unavailable') reply.status(503);
    return report;
  }

  /** How each operation of this service fails when Redis is away, and what its stores promise meanwhile. */
  @Get('policies')
  @ApiOperation({ summary: 'How each operation fails when Redis is away' })
  @ApiOkResponse({ type: PoliciesDto })
  table(): PoliciesDto {
    return policyTable(this.identity.name, this.policies.operations, this.failover);
  }
}
