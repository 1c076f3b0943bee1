import { type IncomingMessage, type ServerResponse } from 'node:http';
import { pipeline } from 'node:stream';
import { ResponseHeaders } from '../../proxy/response-headers';

/** Passes on what a service answered instead of going over to WebSocket: whole, or visibly cut. */
export function relayRefusal(answer: IncomingMessage, response: ServerResponse, requestId: string): void {
  const { passed } = new ResponseHeaders(answer.rawHeaders.map((each) => Buffer.from(each, 'latin1')));
  response.writeHead(answer.statusCode ?? 502, [...passed, 'x-request-id', requestId]);
  pipeline(answer, response, (error) => {
    if (error) response.destroy();
  });
}
