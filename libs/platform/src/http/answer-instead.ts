import { type IncomingMessage, ServerResponse } from 'node:http';
import { type Socket } from 'node:net';

/** An ordinary answer to a request that wanted another protocol; its connection is closed afterwards, whatever is behind it. */
export function answerInstead(request: IncomingMessage, socket: Socket): ServerResponse {
  const response = new ServerResponse(request);
  response.shouldKeepAlive = false;
  response.assignSocket(socket);
  response.once('finish', () => socket.destroySoon());
  return response;
}
