import { Injectable } from '@nestjs/common';
import { callWireOf } from '../calls/call-wire';
import { type CallChange } from '../calls/call-change';
import { type Told } from '../machine/decision';
import { type CallSocket } from './call-socket';
import { CallSockets } from './call-sockets.service';
import { tellingOf } from './call-telling';
import { DeliveryTally } from './delivery-tally';

/** Tells sockets here what a change means for whom they are of; decides to which of them an event goes. */
@Injectable()
export class CallTeller {
  constructor(
    private readonly sockets: CallSockets,
    private readonly tally: DeliveryTally,
  ) {}

  /** `floorOf`: of who was shown nothing of the call, the version after which she is told. */
  tell({ call, told }: CallChange, floorOf: (userId: string) => number): void {
    const wire = callWireOf(call);
    for (const each of told) {
      const data = tellingOf(each, wire);
      for (const socket of this.those(each)) {
        if (call.version <= (socket.floorOf(call.id) ?? floorOf(socket.userId))) continue;
        socket.tell(each.event, data);
        this.tally.events += 1;
      }
    }
  }

  private those({ to, exceptDevice }: Told): readonly CallSocket[] {
    const sockets = [...new Set(to)].flatMap((userId) => this.sockets.of(userId));
    return sockets.filter(
      (each) => each.hears && (exceptDevice === undefined || each.device !== exceptDevice),
    );
  }
}
