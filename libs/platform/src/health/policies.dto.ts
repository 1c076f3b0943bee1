import { ApiProperty } from '@nestjs/swagger';
import { type OperationPolicy } from '@secureconnect/resilience';
import { type PolicyTable, type StorePromises } from './policy-table';

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

const promises = {
  type: 'object',
  required: ['store', 'tiers'],
  properties: {
    store: { type: 'string' },
    tiers: {
      type: 'array',
      items: {
        type: 'object',
        required: ['tier', 'guarantee'],
        properties: {
          tier: { type: 'string', enum: ['redis', 'postgres', 'memory'] },
          guarantee: { type: 'string', description: 'The promise this tier keeps' },
        },
      },
    },
  },
};

/** The table of a service's declarations, and the promises of its stores. */
export class PoliciesDto implements PolicyTable {
  @ApiProperty()
  service: string;

  @ApiProperty({ type: 'array', items: operation as never })
  operations: readonly OperationPolicy[];

  @ApiProperty({ type: 'array', items: promises as never })
  stores: readonly StorePromises[];
}
