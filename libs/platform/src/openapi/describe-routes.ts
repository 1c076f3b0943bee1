import { type OpenAPIObject } from '@nestjs/swagger';
import { type DoorRoute } from '../http/front-door';

const answer = { description: 'What the service behind this route answers; its own document says more' };

/** OpenAPI knows no wildcard: what stands for the rest of a path is a parameter. */
const pathOf = (template: string): string => template.replace(/:(\w+)/g, '{$1}').replace(/\*$/, '{rest}');

const parametersOf = (path: string) =>
  [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }));

/** Adds the routes that a front door serves, under the heading of who answers them. */
export function describeRoutes(document: OpenAPIObject, routes: readonly DoorRoute[]): OpenAPIObject {
  const paths: Record<string, Record<string, unknown>> = { ...(document.paths as object) };
  for (const { methods, template, group, isPublic } of routes) {
    const path = pathOf(template);
    const operation = {
      tags: [group],
      parameters: parametersOf(path),
      responses: { '2XX': answer },
      security: isPublic ? [] : [{ bearer: [] }],
    };
    const said = methods.map((method) => [
      method.toLowerCase(),
      { ...operation, parameters: parametersOf(path) },
    ]);
    paths[path] = { ...Object.fromEntries(said), ...paths[path] };
  }
  return { ...document, paths: paths as OpenAPIObject['paths'] };
}
