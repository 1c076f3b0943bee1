import { type Caller } from '@secureconnect/identity';

/** Somebody known, and what she has sent that the service has not had. */
export interface LetIn {
  readonly caller: Caller;
  readonly held: Buffer;
}
