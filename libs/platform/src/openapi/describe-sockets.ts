import { type OpenAPIObject } from '@nestjs/swagger';
import { type SocketDescription } from '../sockets/socket-registry.service';

const row = ([event, meaning]: [string, string]): string => `| \`${event}\` | ${meaning} |`;

function chapterOf({ path, client_events, server_events }: SocketDescription): string {
  const takes = client_events.map((event) => `\`${event}\``).join(', ') || 'none yet';
  const table = [
    '| the server sends | which tells |',
    '| --- | --- |',
    ...Object.entries(server_events).map(row),
  ];
  return `\n\n### Socket.IO at \`${path}\`\n\nEvents a client may send: ${takes}.\n\n${table.join('\n')}`;
}

/** Adds a service's sockets to its document: for people to the description, for programs as \`x-sockets\`. */
export function describeSockets(
  document: OpenAPIObject,
  sockets: readonly SocketDescription[],
): OpenAPIObject {
  if (sockets.length === 0) return document;
  const description = `${document.info.description ?? ''}${sockets.map(chapterOf).join('')}`;
  return Object.assign(document, { info: { ...document.info, description }, 'x-sockets': sockets });
}
