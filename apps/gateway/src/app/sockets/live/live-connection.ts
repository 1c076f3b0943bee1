import { type Caller } from '@secureconnect/identity';

/** Why a connection was cut. */
export type CutReason = 'revoked' | 'draining';

/** Somebody's connection through the gateway, whatever carries it. */
export interface LiveConnection {
  readonly caller: Caller;
  /** Says `server.draining`, where there is a way to say it. */
  sayGoodbye(): void;
  /** Nothing the client says from now on goes to the service; what the service says still comes. */
  silence(): void;
  cut(reason: CutReason): void;
}
