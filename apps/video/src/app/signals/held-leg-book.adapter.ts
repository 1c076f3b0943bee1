import { Injectable } from '@nestjs/common';
import { type CallServerEvents } from '@secureconnect/contracts';
import { CallBook } from '../delivery/call-book.service';
import { type Call } from '../machine/call';
import { LegHolds } from '../sockets/leg-holds.service';
import { LegBook, type LegHere } from './leg-book.port';

/** As delivery has heard of calls, and as the sockets here are held. */
@Injectable()
export class HeldLegBook extends LegBook {
  constructor(
    private readonly book: CallBook,
    private readonly holds: LegHolds,
  ) {
    super();
  }

  callOf(callId: string): Call | undefined {
    return this.book.newest(callId);
  }

  legOf(callId: string, userId: string): LegHere | undefined {
    const hold = this.holds.of(callId, userId);
    if (!hold) return undefined;
    const { leg, socket } = hold;
    const tell = <Name extends keyof CallServerEvents>(
      event: Name,
      data: Parameters<CallServerEvents[Name]>[0],
    ): boolean => {
      if (socket.hears) socket.tell(event, data);
      return socket.hears;
    };
    return { leg, socketId: socket.socket.id, tell };
  }
}
