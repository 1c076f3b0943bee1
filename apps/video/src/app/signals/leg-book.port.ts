import { type CallServerEvents } from '@secureconnect/contracts';
import { type Call } from '../machine/call';

/** A leg that this node holds: the socket of somebody in a call. */
export interface LegHere {
  readonly leg: number;
  readonly socketId: string;
  /** Whether it was told: false where the socket is gone already. */
  tell<Name extends keyof CallServerEvents>(
    event: Name,
    data: Parameters<CallServerEvents[Name]>[0],
  ): boolean;
}

/** What this node knows of calls, and which legs of them it holds. */
export abstract class LegBook {
  /** By the newest it has heard; undefined: nobody here is in it. */
  abstract callOf(callId: string): Call | undefined;
  /** Her leg, if it is here. */
  abstract legOf(callId: string, userId: string): LegHere | undefined;
}
