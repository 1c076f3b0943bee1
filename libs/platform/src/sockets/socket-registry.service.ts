import { Injectable, type Type } from '@nestjs/common';
import { type ErrorCode } from '@secureconnect/contracts';

/** What clients may send under one name. */
export interface ClientEventDescription {
  /** What it does, and what its acknowledgement has besides `ok`. */
  readonly tells: string;
  /** The class that its payload is held to; none: it takes nothing. */
  readonly takes: Type | undefined;
  /** The class of what its acknowledgement has besides `ok`; none: it has nothing. */
  readonly answers: Type | undefined;
  /** By what it is refused besides what every event is. */
  readonly codes: readonly ErrorCode[];
}

/** What the server sends under one name. */
export interface ServerEventDescription {
  readonly tells: string;
  /** The class of what it has, or the name of a schema of every document. */
  readonly gives: Type | string | undefined;
}

/** One place where clients open sockets, as the documents show it. */
export interface SocketDescription {
  readonly path: string;
  /** What clients may send. */
  readonly client_events: Readonly<Record<string, ClientEventDescription>>;
  /** What the server sends, and what it tells. */
  readonly server_events: Readonly<Record<string, ServerEventDescription>>;
}

/** The sockets of a service; each gateway adds itself. */
@Injectable()
export class SocketRegistry {
  private readonly list: SocketDescription[] = [];

  get sockets(): readonly SocketDescription[] {
    return this.list;
  }

  register(description: SocketDescription): void {
    this.list.push(description);
  }
}
