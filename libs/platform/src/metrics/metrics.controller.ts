import { Controller, Get, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import { RedisFree } from '@secureconnect/resilience';
import { PrometheusController } from '@willsoto/nestjs-prometheus';
import { type FastifyReply } from 'fastify';
import { Public } from '../access/public.decorator';

/** The measures in Prometheus's own format. */
@Public()
@RedisFree('metrics')
@ApiTags('health')
@Controller('metrics')
export class MetricsController extends PrometheusController {
  /** What a scraper reads. */
  @Get()
  @ApiOperation({ summary: 'What Prometheus scrapes' })
  @ApiProduces('text/plain')
  @ApiOkResponse({ description: 'Prometheus text format', schema: { type: 'string' } })
  override index(@Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    return super.index(reply);
  }
}
