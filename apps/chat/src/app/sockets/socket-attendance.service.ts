import { Injectable } from '@nestjs/common';
import { type Caller } from '@secureconnect/identity';
import { type Socket } from 'socket.io';
import { LocalSockets } from '../delivery/local-sockets';
import { Streams } from '../delivery/streams.service';
import { deviceOf } from '../presence/device-of';
import { PresenceExchange } from '../presence/presence-exchange.service';
import { TypingPasser } from '../presence/typing-passer.service';

/** What a socket's coming and going means: she is told what happens from then on, and is here. */
@Injectable()
export class SocketAttendance {
  private readonly entrances = new WeakMap<Socket, Promise<void>>();

  constructor(
    private readonly sockets: LocalSockets,
    private readonly streams: Streams,
    private readonly presence: PresenceExchange,
    private readonly typing: TypingPasser,
  ) {}

  /** Resolves once she is told what happens from then on, or will be later because the record is away. */
  begin(socket: Socket, caller: Caller): Promise<void> {
    const { userId } = caller;
    const device = deviceOf(caller);
    const entrance = this.streams.enter(userId).then(() => this.sockets.follow(socket, userId));
    this.entrances.set(socket, entrance);
    this.presence.arrive(device, socket.id);
    socket.once('disconnect', () => {
      this.streams.leave(userId);
      this.presence.leave(device, socket.id);
      if (!this.presence.isHere(userId)) this.typing.leave(userId);
    });
    return entrance;
  }

  /** Resolves once she is told what happens, so that what is read after it leaves no gap to what she is told. */
  async begun(socket: Socket): Promise<void> {
    await this.entrances.get(socket);
  }
}
