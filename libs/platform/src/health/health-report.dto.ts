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
  forced: { type: 'string', description: 'An operator has Redis left alone, and since when: no outage' },
  forced_until: { type: 'string', format: 'date-time', description: 'When that ends by itself' },
  fallback: { type: 'string', description: 'What serves in its place' },
  breakers: namesTo({ type: 'string' }, 'Where the breaker of each kind of call stands'),
  stores: namesTo({ type: 'string' }, 'The tier that serves each store'),
  pending_entries: namesTo({ type: 'integer' }, 'Writes that wait for Redis, by store'),
  recovery: namesTo(
    { type: 'object', properties: { done: { type: 'integer' }, total: { type: 'integer' } } },
    'How far each store is brought up to date',
  ),
};

/** What the component `cache` has besides. */
const cacheDetails = {
  layers: namesTo(
    { type: 'object' },
    'Each layer: what memory holds, whether Redis answers, what waits for HTTP caches',
  ),
  is_current: { type: 'boolean', description: 'Everything that others have invalidated is known here' },
  is_relay_heard: {
    type: 'boolean',
    description: 'What they invalidate while Redis is away would be heard at once',
  },
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
        ...cacheDetails,
      },
    },
  })
  components: Record<string, ComponentReport>;
}
