import { GATEWAY_OPTIONS, MESSAGE_METADATA } from '@nestjs/websockets/internal';
import { commonServerEvents } from '@secureconnect/contracts';
import { type SocketDescription } from './socket-registry.service';

const handlersOf = (gateway: object): object[] => {
  const prototype = Object.getPrototypeOf(gateway) as Record<string, unknown>;
  return Object.getOwnPropertyNames(prototype)
    .map((name) => prototype[name])
    .filter((member): member is object => typeof member === 'function');
};

/** Reads from a gateway's own marks where its sockets are and which events it takes. */
export function describeGateway(gateway: object): SocketDescription {
  const { path } = Reflect.getMetadata(GATEWAY_OPTIONS, gateway.constructor) as { path: string };
  const events = handlersOf(gateway).map(
    (handler) => Reflect.getMetadata(MESSAGE_METADATA, handler) as unknown,
  );
  const client_events = events.filter((event) => typeof event === 'string');
  return { path, client_events, server_events: commonServerEvents };
}
