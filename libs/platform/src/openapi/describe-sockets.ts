import { type Type } from '@nestjs/common';
import { getSchemaPath, type OpenAPIObject } from '@nestjs/swagger';
import { type SocketDescription } from '../sockets/socket-registry.service';

interface Shape {
  readonly properties?: Readonly<Record<string, object>>;
  readonly required?: readonly string[];
}

/** The classes of all that is sent, either way, for the schemas of the document. */
export const payloadsOf = (sockets: readonly SocketDescription[]): Type[] =>
  sockets
    .flatMap(({ client_events, server_events }) => [
      ...Object.values(client_events).flatMap(({ takes, answers }) => [takes, answers]),
      ...Object.values(server_events).map(({ gives }) => gives),
    ])
    .filter((shape): shape is Type => typeof shape === 'function');

/** The fields of an event, those that may be left out with a question mark. */
function fieldsOf(document: OpenAPIObject, shape: Type | string | undefined): string {
  const name = typeof shape === 'function' ? shape.name : shape;
  const schema = name && document.components?.schemas?.[name];
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
  const sent = Object.entries(client_events).map(([event, { tells, takes, answers, codes }]) => [
    ...[`\`${event}\``, fieldsOf(document, takes), fieldsOf(document, answers), tells],
    codes.map((code) => `\`${code}\``).join(', '),
  ]);
  const told = Object.entries(server_events).map(([event, { tells, gives }]) => [
    ...[`\`${event}\``, fieldsOf(document, gives), tells],
  ]);
  return [
    `\n\n### Socket.IO at \`${path}\``,
    table(['a client sends', 'with', 'is answered', 'which', 'or is refused by'], sent),
    table(['the server sends', 'with', 'which tells'], told),
  ].join('\n\n');
}

const referenceTo = (shape: Type | string | undefined) => (shape ? { $ref: getSchemaPath(shape) } : null);

/** For programs: the shapes of events by reference. */
const shown = ({ client_events, server_events, path }: SocketDescription): object => ({
  path,
  client_events: Object.fromEntries(
    Object.entries(client_events).map(([event, { takes, answers, ...rest }]) => [
      event,
      { ...rest, takes: referenceTo(takes), answers: referenceTo(answers) },
    ]),
  ),
  server_events: Object.fromEntries(
    Object.entries(server_events).map(([event, { tells, gives }]) => [
      event,
      { tells, gives: referenceTo(gives) },
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
