import { type ClientRequest, type IncomingMessage, request as plain } from 'node:http';
import { request as secure } from 'node:https';
import { connect, type Socket } from 'node:net';
import { connect as connectSecurely } from 'node:tls';
import { UpstreamTimeoutError } from '../../upstreams/upstream-timeout.error';
import { UpstreamUnavailableError } from '../../upstreams/upstream-unavailable.error';

/** What a service is asked. */
export interface HandshakeRequest {
  readonly origin: URL;
  readonly path: string;
  /** Names and values in turn. */
  readonly headers: readonly string[];
  readonly deadlineMs: number;
}

/** What it said: it goes over to WebSocket, or it answers like any request. */
export type Handshake =
  | {
      readonly kind: 'opened';
      readonly socket: Socket;
      readonly head: Buffer;
      readonly answer: IncomingMessage;
    }
  | { readonly kind: 'refused'; readonly answer: IncomingMessage };

/**
 * Asks a service for a WebSocket on a connection of its own, which nothing else ever uses. Rejects with 502 where nobody
 * is there, with 504 where nobody answers in time.
 */
export function shakeHands(asked: HandshakeRequest): Promise<Handshake> {
  return new Promise((resolve, reject) => {
    const request = send(asked);
    const late = setTimeout(() => request.destroy(new UpstreamTimeoutError('')), asked.deadlineMs);
    request.once('close', () => clearTimeout(late));
    request.once('upgrade', (answer, socket: Socket, head) => {
      clearTimeout(late);
      resolve({ kind: 'opened', socket, head, answer });
    });
    request.once('response', (answer) => {
      clearTimeout(late);
      resolve({ kind: 'refused', answer });
    });
    request.on('error', (cause) =>
      reject(cause instanceof UpstreamTimeoutError ? cause : new UpstreamUnavailableError('', { cause })),
    );
    request.end();
  });
}

function send({ origin, path, headers }: HandshakeRequest): ClientRequest {
  const isSecure = origin.protocol === 'https:';
  const port = Number(origin.port || (isSecure ? 443 : 80));
  const host = origin.hostname.replace(/^\[|\]$/g, '');
  const all = ['host', origin.host, 'connection', 'Upgrade', 'upgrade', 'websocket', ...headers];
  return (isSecure ? secure : plain)({
    path,
    headers: all,
    createConnection: () =>
      isSecure ? connectSecurely({ host, port, servername: host }) : connect({ host, port }),
  });
}
