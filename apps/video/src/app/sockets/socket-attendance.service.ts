import { Injectable } from '@nestjs/common';
import { type Caller, NotAuthenticatedError, deviceOf } from '@secureconnect/identity';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Socket } from 'socket.io';
import { CallBook } from '../delivery/call-book.service';
import { CallSocket } from '../delivery/call-socket';
import { CallSockets } from '../delivery/call-sockets.service';
import { CallVoice } from '../delivery/call-voice.service';
import { Legs } from './legs.service';

/** Whoever hears nothing for longer takes the connection for a bad one. */
const patienceMs = 1_000;

/** What a socket's coming and going means: it is told what happens to her calls from then on, and may be her leg. */
@Injectable()
export class SocketAttendance {
  private readonly entries = new WeakMap<Socket, CallSocket>();

  constructor(
    private readonly sockets: CallSockets,
    private readonly book: CallBook,
    private readonly legs: Legs,
    private readonly voice: CallVoice,
  ) {}

  /** Has her greeted once her open calls are known, or the record has been waited for long enough. */
  begin(socket: Socket, caller: Caller, greet: () => void): void {
    if (!socket.connected) return;
    const entry = new CallSocket(socket, caller.userId, deviceOf(caller), this.voice);
    this.entries.set(socket, entry);
    this.sockets.add(entry);
    socket.once('disconnect', () => this.end(entry));
    void this.welcome(entry, this.book.ask(caller.userId), greet);
  }

  /** What delivery knows it as. */
  entryOf(socket: Socket): CallSocket {
    const entry = this.entries.get(socket);
    if (!entry) throw new NotAuthenticatedError('');
    return entry;
  }

  private end(entry: CallSocket): void {
    const isLast = this.sockets.remove(entry);
    this.legs.gone(entry);
    if (isLast) this.book.left(entry.userId);
  }

  private async welcome(entry: CallSocket, asked: Promise<void>, greet: () => void): Promise<void> {
    const known = asked.then(() => true);
    const isKnown = await Promise.race([known, sleep(patienceMs, false, { ref: false })]);
    if (!entry.socket.connected) return;
    // In one turn: nothing is told before `ready`, and nothing is left out after it.
    greet();
    entry.isGreeted = true;
    if (!isKnown) await known;
    if (entry.socket.connected) this.legs.show(entry);
  }
}
