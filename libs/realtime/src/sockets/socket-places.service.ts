import { Injectable } from '@nestjs/common';
import { InjectSettings, networkOf } from '@secureconnect/platform';
import { type Server, type Socket } from 'socket.io';
import { type RealtimeValues } from './socket.settings';

type Connection = Socket['conn'];

/** Over the limit some are heard, to be told so; beyond this many times the limit nobody is. */
const heardOver = 2;

/** So many connections for each address, those not yet known whose they are included; counted by this instance alone. */
@Injectable()
export class SocketPlaces {
  private readonly taken = new Map<string, number>();
  private readonly surplus = new WeakSet<Connection>();

  constructor(@InjectSettings() private readonly settings: RealtimeValues) {}

  follow({ engine }: Server): void {
    (engine as NodeJS.EventEmitter).on('connection', (connection: Connection) => this.seat(connection));
  }

  /** Whether its address had a place left for it when it came. */
  hasPlace(connection: Connection): boolean {
    return !this.surplus.has(connection);
  }

  private seat(connection: Connection): void {
    const most = this.settings.SOCKETS_PER_ADDRESS;
    const network = networkOf(connection.remoteAddress);
    const taken = (this.taken.get(network) ?? 0) + 1;
    this.taken.set(network, taken);
    connection.once('close', () => this.leave(network));
    if (taken > most) this.surplus.add(connection);
    if (taken > most * heardOver) connection.close(true);
  }

  private leave(network: string): void {
    const left = (this.taken.get(network) ?? 0) - 1;
    if (left > 0) this.taken.set(network, left);
    else this.taken.delete(network);
  }
}
