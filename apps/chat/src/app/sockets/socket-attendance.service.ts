import { Injectable } from '@nestjs/common';
import { type Caller, deviceOf } from '@secureconnect/identity';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Socket } from 'socket.io';
import { LocalSockets } from '../delivery/local-sockets';
import { Streams } from '../delivery/streams.service';
import { PresenceExchange } from '../presence/presence-exchange.service';
import { TypingPasser } from '../presence/typing-passer.service';

/** Whoever hears nothing for longer takes the connection for a bad one. */
const patienceMs = 1_000;

/** What a socket's coming and going means: she is told what happens from then on, and is here. */
@Injectable()
export class SocketAttendance {
  private readonly entrances = new WeakMap<Socket, Promise<unknown>>();

  constructor(
    private readonly sockets: LocalSockets,
    private readonly streams: Streams,
    private readonly presence: PresenceExchange,
    private readonly typing: TypingPasser,
  ) {}

  /** Has her greeted once she is told what happens from then on, or the record has been waited for long enough. */
  begin(socket: Socket, caller: Caller, greet: () => void): void {
    const { userId } = caller;
    const device = { userId, device: deviceOf(caller) };
    this.entrances.set(socket, this.streams.enter(userId));
    this.presence.arrive(device, socket.id);
    socket.once('disconnect', () => {
      this.streams.leave(userId);
      this.presence.leave(device, socket.id);
      if (!this.presence.isHere(userId)) this.typing.leave(userId);
    });
    void this.welcome(socket, userId, greet);
  }

  /** Resolves once she is told what happens, so that what is read after it leaves no gap to what she is told. */
  async begun(socket: Socket): Promise<void> {
    await this.entrances.get(socket);
  }

  private async welcome(socket: Socket, userId: string, greet: () => void): Promise<void> {
    const entered = this.begun(socket).then(() => true);
    const isInTime = await Promise.race([entered, sleep(patienceMs, false, { ref: false })]);
    if (!socket.connected) return;
    // In one turn: nothing is told before `ready`, and nothing is left out after it.
    greet();
    this.sockets.follow(socket, userId);
    if (isInTime) return;
    await entered;
    socket.emit('sync.gap', {});
  }
}
