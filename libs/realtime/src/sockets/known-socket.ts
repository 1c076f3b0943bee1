import { type Caller, noteCaller } from '@secureconnect/identity';
import { type RevocableToken } from '@secureconnect/revocation-store';
import { type Socket } from 'socket.io';

/** A socket whose owner is known, and until when. */
export class KnownSocket {
  private who: Caller;
  private token: RevocableToken;
  /** Nothing it says counts any more, and nothing is said to it. */
  isOver = false;
  /** Events that could not be judged at once, and those that came after them. */
  asking: Promise<void> | undefined;

  constructor(
    readonly socket: Socket,
    readonly network: string,
    caller: Caller,
  ) {
    this.who = caller;
    this.token = revocable(caller);
    noteCaller(socket, caller);
  }

  get caller(): Caller {
    return this.who;
  }

  /** What is asked of revocations. */
  get revocable(): RevocableToken {
    return this.token;
  }

  /** The same person, by a later token. */
  renew(caller: Caller): void {
    this.who = caller;
    this.token = revocable(caller);
    noteCaller(this.socket, caller);
  }
}

const revocable = ({ tokenId: id, sessionId, userId, issuedAtMs }: Caller): RevocableToken => ({
  ...{ id, sessionId, userId, issuedAtMs },
});
