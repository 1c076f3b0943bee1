import { type IncomingMessage, type ServerResponse } from 'node:http';
import { type Duplex } from 'node:stream';

/** A route that a front door serves, as the service's document lists it. */
export interface DoorRoute {
  readonly methods: readonly string[];
  /** In find-my-way's syntax. */
  readonly template: string;
  /** The heading it stands under. */
  readonly group: string;
  /** Nobody has to have signed in. */
  readonly isPublic: boolean;
}

/** Takes requests before the framework does; what it takes meets neither hooks, guards nor filters. */
export abstract class FrontDoor {
  abstract readonly routes: readonly DoorRoute[];

  /** Decides from the request's target as it came, and does nothing else. */
  abstract takes(target: string): boolean;

  /** Answers a request, whatever happens. One that expects 100 Continue has not been told to go on yet. */
  abstract serve(request: IncomingMessage, response: ServerResponse): void;

  /** Whether the protocol may be changed there; elsewhere the wish is not heeded, and the request answered as any other. */
  abstract switches(target: string): boolean;

  /** Answers a request to change the protocol, or cuts it. */
  abstract upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
}
