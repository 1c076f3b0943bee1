import { type OpenAPIObject } from '@nestjs/swagger';
import { errorCodes } from '@secureconnect/contracts';

const errorSchema = {
  type: 'object',
  required: ['error', 'code', 'message', 'mode', 'request_id'],
  properties: {
    error: { type: 'string', enum: [...new Set(Object.values(errorCodes).map(({ error }) => error))] },
    code: { type: 'string', enum: Object.keys(errorCodes) },
    message: { type: 'string' },
    mode: { type: 'string', enum: ['normal', 'degraded'] },
    request_id: { type: 'string' },
    details: {},
  },
};

const anyError = {
  description: 'Any error',
  content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } },
};

/** Adds the one shape of errors to a document, and to each of its operations. */
export function describeErrors(document: OpenAPIObject): OpenAPIObject {
  const operations = Object.values(document.paths).flatMap((path) => Object.values(path));
  for (const operation of operations) {
    if (operation && typeof operation === 'object' && 'responses' in operation)
      operation.responses.default ??= anyError;
  }
  const schemas = { ...document.components?.schemas, Error: errorSchema as never };
  return { ...document, components: { ...document.components, schemas } };
}
