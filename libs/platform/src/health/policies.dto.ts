import { ApiProperty } from '@nestjs/swagger';
import { type OperationPolicy } from '@secureconnect/resilience';

const store = {
  type: 'object',
  required: ['store', 'mode'],
  properties: {
    store: { type: 'string' },
    mode: { type: 'string', enum: ['open', 'closed', 'fallback', 'free'] },
    tiers: {
      type: 'array',
      items: { type: 'string' },
      description: 'The places that serve it, best first',
    },
    guarantee: { type: 'string', description: 'Which weaker promise holds meanwhile' },
  },
};

const operation = {
  type: 'object',
  required: ['operation', 'kind', 'target', 'stores'],
  properties: {
    operation: { type: 'string' },
    kind: { type: 'string', enum: ['http', 'ws', 'provider'] },
    target: { type: 'string' },
    stores: { type: 'array', items: store },
  },
};

/** The table of a service's declarations. */
export class PoliciesDto {
  @ApiProperty()
  service: string;

  @ApiProperty({ type: 'array', items: operation as never })
  operations: readonly OperationPolicy[];
}
