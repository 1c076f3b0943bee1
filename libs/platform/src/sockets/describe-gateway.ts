import { GATEWAY_OPTIONS, MESSAGE_METADATA } from '@nestjs/websockets/internal';
import { MetadataScanner } from '@nestjs/core';
import { commonServerEvents } from '@secureconnect/contracts';
import { type SocketDescription } from './socket-registry.service';

const scanner = new MetadataScanner();

/** Reads from a gateway's own marks where its sockets are and which events it takes; what else it sends, it names. */
export function describeGateway(
  gateway: object,
  ownServerEvents: Readonly<Record<string, string>> = {},
): SocketDescription {
  const { path } = Reflect.getMetadata(GATEWAY_OPTIONS, gateway.constructor) as { path: string };
  const prototype = Object.getPrototypeOf(gateway) as Record<string, object>;
  const events = scanner
    .getAllMethodNames(prototype)
    .map((name) => Reflect.getMetadata(MESSAGE_METADATA, prototype[name] as object) as unknown);
  const client_events = events.filter((event) => typeof event === 'string');
  return { path, client_events, server_events: { ...commonServerEvents, ...ownServerEvents } };
}
