import { type ServerResponse } from 'node:http';
import { type Socket } from 'node:net';
import { errorCodes, type ErrorCode, type ServiceMode } from '@secureconnect/contracts';
import { v7 } from 'uuid';
import { errorBody } from '../errors/error-body.factory';
import { securityHeaders } from './security-headers';

const reasons: Readonly<Record<string, ErrorCode>> = {
  HPE_HEADER_OVERFLOW: 'headers_too_large',
  ERR_HTTP_REQUEST_TIMEOUT: 'request_timeout',
  EXPECTATION: 'expectation_failed',
  CONNECT: 'method_not_allowed',
};

const phrases: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  405: 'Method Not Allowed',
  408: 'Request Timeout',
  417: 'Expectation Failed',
  431: 'Request Header Fields Too Large',
};

/** Node keeps the answer under way with its socket, and asks the same before it would answer itself. */
const hasBegunAnswer = (socket: Socket): boolean =>
  (socket as { _httpMessage?: Pick<ServerResponse, 'headersSent'> | null })._httpMessage?.headersSent ===
  true;

/** Answers what is not even HTTP, in the same shape as everything else, and hangs up. */
export function answerClientError(error: NodeJS.ErrnoException, socket: Socket, mode: ServiceMode): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  // A request that turns out malformed after its answer was begun: a second one would be read as part of the first.
  if (hasBegunAnswer(socket)) {
    socket.destroySoon();
    return;
  }
  const code = reasons[error.code ?? ''] ?? 'malformed_request';
  const { status } = errorCodes[code];
  const requestId = v7();
  const body = JSON.stringify(errorBody({ code }, mode, requestId));
  const head = [
    `HTTP/1.1 ${status} ${phrases[status]}`,
    'Content-Type: application/json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
    `X-Request-Id: ${requestId}`,
    ...Object.entries(securityHeaders).map(([name, value]) => `${name}: ${value}`),
    'Connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
}
