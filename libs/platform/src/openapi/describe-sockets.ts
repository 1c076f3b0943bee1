import { type Type } from '@nestjs/common';
import { getSchemaPath, type OpenAPIObject } from '@nestjs/swagger';
import { type SocketDescription } from '../sockets/socket-registry.service';

interface Shape {
  readonly properties?: Readonly<Record<string, object>>;
  readonly required?: readonly string[];
}

/** The classes of all that clients send, for the schemas of the document. */
export const payloadsOf = (sockets: readonly SocketDescription[]): Type[] =>
  sockets.flatMap(({ client_events }) => Object.values(client_events).flatMap(({ takes }) => takes ?? []));

/** The fields of an event, those that may be left out with a question mark. */
function fieldsOf(document: OpenAPIObject, shape: Type | undefined): string {
  const schema = shape && document.components?.schemas?.[shape.name];
  const { properties = {}, required = [] } = (schema ?? {}) as Shape;
  return Object.keys(properties)
    .map((field) => `\`${field}${required.includes(field) ? '' : '?'}\``)
    .join(', ');
}

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

function chapterOf(
  document: OpenAPIObject,
  { path, client_events, server_events }: SocketDescription,
): string {
  const sent = Object.entries(client_events).map(([event, { tells, takes }]) => [
    ...[`\`${event}\``, fieldsOf(document, takes), tells],
  ]);
  const told = Object.entries(server_events).map(([event, meaning]) => [`\`${event}\``, meaning]);
  return [
    `\n\n### Socket.IO at \`${path}\``,
    table(['a client sends', 'with', 'which'], sent),
    table(['the server sends', 'which tells'], told),
  ].join('\n\n');
}

/** For programs: the shapes of events by reference. */
const shown = ({ client_events, ...socket }: SocketDescription): object => ({
  ...socket,
  client_events: Object.fromEntries(
    Object.entries(client_events).map(([event, { tells, takes }]) => [
      event,
      { tells, takes: takes ? { $ref: getSchemaPath(takes) } : null },
    ]),
  ),
});

/** Adds a service's sockets to its document: for people to the description, for programs as \`x-sockets\`. */
export function describeSockets(
  document: OpenAPIObject,
  sockets: readonly SocketDescription[],
): OpenAPIObject {
  if (sockets.length === 0) return document;
  const chapters = sockets.map((socket) => chapterOf(document, socket)).join('');
  const description = `${document.info.description ?? ''}${chapters}`;
  return Object.assign(document, {
    info: { ...document.info, description },
    'x-sockets': sockets.map(shown),
  });
}
