import { ApiProperty } from '@nestjs/swagger';
import { type ComponentReport, type HealthReport, type ServiceMode } from '@secureconnect/contracts';

/** The answer of a probe. */
export class StatusDto {
  @ApiProperty({ enum: ['ok'] })
  status: 'ok';
}

const namesTo = (what: object, description: string) => ({
  type: 'object',
  additionalProperties: what,
  description,
});

/** What the component `redis` has besides. */
const redisDetails = {
  state: { type: 'string', enum: ['normal', 'degraded', 'recovering'] },
  fault: { type: ['string', 'null'], description: 'What is wrong with Redis, as a class' } as never,
  fallback: { type: 'string', description: 'What serves in its place' },
  breakers: namesTo({ type: 'string' }, 'Where the breaker of each kind of call stands'),
  stores: namesTo({ type: 'string' }, 'The tier that serves each store'),
  pending_entries: namesTo({ type: 'integer' }, 'Writes that wait for Redis, by store'),
  recovery: namesTo(
    { type: 'object', properties: { done: { type: 'integer' }, total: { type: 'integer' } } },
    'How far each store is brought up to date',
  ),
};

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
        ...redisDetails,
      },
    },
  })
  components: Record<string, ComponentReport>;
}
