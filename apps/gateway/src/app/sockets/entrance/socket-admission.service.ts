import { Inject, Injectable } from '@nestjs/common';
import { type Caller, NotAuthenticatedError } from '@secureconnect/identity';
import { SETTINGS } from '@secureconnect/platform';
import { EdgeAuthenticator } from '../../edge/edge-authenticator';
import { LiveSockets } from '../live/live-sockets';
import { SocketPlaces } from '../live/socket-places';
import { type SocketValues } from '../socket.settings';
import { bearerToken } from './bearer-token';
import { SocketLimits } from './socket-limits.service';
import { type Visit } from './visit';

/** Whether one more socket may be opened, and whose it is where the request says so. */
@Injectable()
export class SocketAdmission {
  private readonly places: SocketPlaces;

  constructor(
    private readonly limits: SocketLimits,
    private readonly authenticator: EdgeAuthenticator,
    private readonly live: LiveSockets,
    @Inject(SETTINGS) { SOCKETS_PER_ADDRESS }: Pick<SocketValues, 'SOCKETS_PER_ADDRESS'>,
  ) {
    this.places = new SocketPlaces(SOCKETS_PER_ADDRESS);
  }

  /** Throws 429 where an address has no place left; whoever took one must leave it. */
  takePlace(network: string): void {
    this.places.take(network);
  }

  leavePlace(network: string): void {
    this.places.leave(network);
  }

  /** Rejects with 429 where sockets are opened too often. */
  checkOpening(visit: Visit): Promise<void> {
    return this.limits.check('socket', visit);
  }

  /** Rejects with 429 where one who polls does so too often. */
  checkPoll(visit: Visit, caller: Caller | undefined): Promise<void> {
    return this.limits.check('poll', visit, caller?.userId);
  }

  /** Who it is, or undefined where the request shows no token. Rejects with 401, 429 or 503. */
  async admit(visit: Visit): Promise<Caller | undefined> {
    await this.checkOpening(visit);
    const token = bearerToken(visit.head.authorization);
    if (token === undefined) return undefined;
    const caller = await this.callerOf(token, visit);
    this.live.checkRoomFor(caller);
    return caller;
  }

  /** Rejects with 401 also where there is no token, with 429 where new tokens are shown too often, and with 503 where nobody can say. */
  async callerOf(token: string | undefined, visit: Visit): Promise<Caller> {
    if (token === undefined) throw new NotAuthenticatedError('');
    const known = this.authenticator.known(token);
    if (known) return known;
    await this.limits.check('token', visit);
    return this.authenticator.authenticate(token);
  }
}
