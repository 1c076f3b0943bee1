import { type Caller } from '@secureconnect/identity';

/** Somebody wants something of a call. */
export interface CallCommand {
  readonly caller: Pick<Caller, 'userId' | 'sessionId'>;
  readonly callId: string;
}
