import { type Type } from '@nestjs/common';
import { MetadataScanner } from '@nestjs/core';
import { GATEWAY_OPTIONS, MESSAGE_METADATA } from '@nestjs/websockets/internal';
import { commonClientEvents, commonServerEvents } from '@secureconnect/contracts';
import { commonAnswers, commonGives } from './common-events.dto';
import { type DescribedEvents } from './described-events';
import {
  type ClientEventDescription,
  type ServerEventDescription,
  type SocketDescription,
} from './socket-registry.service';

const scanner = new MetadataScanner();
/** Nest's own mark of what the parameters of a handler are; 3 is the body of an event. */
const [parameters, body] = ['__routeArguments__', '3:'];

/** Reads from a gateway's own marks where its sockets are, which events it takes and of what shape; what they are for, it says. */
export function describeGateway(gateway: object, described: DescribedEvents = {}): SocketDescription {
  const { path } = Reflect.getMetadata(GATEWAY_OPTIONS, gateway.constructor) as { path: string };
  const words: Readonly<Record<string, string>> = { ...commonClientEvents, ...described.client };
  const answersOf: Readonly<Record<string, Type>> = { ...commonAnswers, ...described.answers };
  const prototype = Object.getPrototypeOf(gateway) as Record<string, object>;
  const client_events: Record<string, ClientEventDescription> = {};
  for (const name of scanner.getAllMethodNames(prototype)) {
    const event: unknown = Reflect.getMetadata(MESSAGE_METADATA, prototype[name] as object);
    if (typeof event !== 'string') continue;
    const answers = answersOf[event];
    const codes = described.codes?.[event] ?? [];
    client_events[event] = { tells: words[event] ?? '', takes: payloadOf(gateway, name), answers, codes };
  }
  return { path, client_events, server_events: serverEventsOf(described) };
}

function serverEventsOf({ server, gives }: DescribedEvents): Record<string, ServerEventDescription> {
  const classes: Readonly<Record<string, Type | string>> = { ...commonGives, ...gives };
  const words = Object.entries<string>({ ...commonServerEvents, ...server });
  return Object.fromEntries(words.map(([event, tells]) => [event, { tells, gives: classes[event] }]));
}

/** The class of the parameter that takes the body. */
function payloadOf(gateway: object, method: string): Type | undefined {
  const marks = Reflect.getMetadata(parameters, gateway.constructor, method) as object | undefined;
  const mark = Object.keys(marks ?? {}).find((key) => key.startsWith(body));
  const classes = Reflect.getMetadata('design:paramtypes', gateway, method) as readonly Type[] | undefined;
  return mark === undefined ? undefined : classes?.[Number(mark.slice(body.length))];
}
