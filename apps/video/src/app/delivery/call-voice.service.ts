import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { type CallServerEvents } from '@secureconnect/contracts';
import { HoldBack, SocketCutter, SocketStanding } from '@secureconnect/realtime';
import { type Socket } from 'socket.io';

interface ToldSocket {
  readonly socket: Socket;
  readonly event: keyof CallServerEvents;
  readonly data: unknown;
}

/** Says to sockets here what happens and what others say to them; they are told nothing that they may not know. */
@Injectable()
export class CallVoice implements OnModuleDestroy {
  private readonly held: HoldBack<ToldSocket>;

  constructor(
    standing: SocketStanding,
    private readonly cutter: SocketCutter,
  ) {
    this.held = new HoldBack<ToldSocket>(standing, {
      tell: ({ socket, event, data }) => void socket.emit(event, data),
      instead: (lost) => this.startOver(lost),
    });
  }

  /** Now, or once that may be; whoever cannot be told all of it is cut. */
  say(socket: Socket, event: keyof CallServerEvents, data: unknown): void {
    this.held.say({ socket, event, data });
  }

  onModuleDestroy(): void {
    this.held.close();
  }

  /** By her next socket she is shown her calls as they are, and those who are in them begin anew with her. */
  private startOver(lost: readonly ToldSocket[]): readonly ToldSocket[] {
    for (const socket of new Set(lost.map((each) => each.socket))) this.cutter.startOver(socket);
    return [];
  }
}
