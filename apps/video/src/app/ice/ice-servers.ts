import { type IceServersWire } from '@secureconnect/contracts';

/** Servers to find a way through, with credentials for one person in one call. */
export abstract class IceServers {
  abstract for(userId: string, callId: string): IceServersWire;
}
