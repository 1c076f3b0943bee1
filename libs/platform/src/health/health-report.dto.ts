import { ApiProperty } from '@nestjs/swagger';
import { type ComponentReport, type HealthReport, type ServiceMode } from '@secureconnect/contracts';

/** The answer of a probe. */
export class StatusDto {
  @ApiProperty({ enum: ['ok'] })
  status: 'ok';
}

/** HealthReport as OpenAPI shows it. */
export class HealthReportDto implements HealthReport {
  @ApiProperty()
  service: string;

  @ApiProperty()
  version: string;

  @ApiProperty({ enum: ['ok', 'degraded', 'unavailable'] })
  status: HealthReport['status'];

  @ApiProperty({ enum: ['normal', 'degraded'] })
  mode: ServiceMode;

  @ApiProperty()
  uptime_seconds: number;

  @ApiProperty({
    type: 'object',
    additionalProperties: {
      type: 'object',
      required: ['status'],
      properties: {
        status: { type: 'string', enum: ['up', 'degraded', 'down'] },
        since: { type: 'string', format: 'date-time' },
        last_error: { type: ['string', 'null'] } as never,
      },
    },
  })
  components: Record<string, ComponentReport>;
}
