import { type Caller } from '@secureconnect/identity';
import { type Socket } from 'node:net';
import { type UpstreamInstance } from '../../upstreams/upstream-instance';
import { goodbye } from '../live/goodbye';
import { type CutReason, type LiveConnection } from '../live/live-connection';
import { type SocketRoute } from '../socket-route';
import { closePacket } from './packets';

/** A poll that waits, and can be answered by the gateway itself. */
export interface WaitingPoll {
  answer(packets: string): void;
}

/** Where a session of Engine.IO is at home, and for whom. */
export interface PolledHome {
  readonly sid: string;
  readonly network: string;
  readonly route: SocketRoute;
  readonly instance: UpstreamInstance;
}

/** A client of Socket.IO that polls, and whose it is once that is known. */
export class PolledSocket implements LiveConnection {
  /** Resolves once it is known. */
  readonly known: Promise<Caller>;
  private readonly openedAt = performance.now();
  private seenAt = performance.now();
  private owner: Caller | undefined;
  private tell: (caller: Caller) => void = () => undefined;
  private waiting: WaitingPoll | undefined;
  /** What the gateway says last, one packet a poll: clients drop what comes together with the end. */
  private parting: string[] | undefined;
  private isSilenced = false;
  private successor: Socket | undefined;

  constructor(readonly home: PolledHome) {
    this.known = new Promise((resolve) => (this.tell = resolve));
  }

  get owned(): Caller | undefined {
    return this.owner;
  }

  /** Whoever asks for it before it is known asks too early. */
  get caller(): Caller {
    return this.owner as Caller;
  }

  /** Nothing of it goes on any more. */
  get isOver(): boolean {
    return this.parting !== undefined;
  }

  /** Nothing its client says goes on any more. */
  get isSilent(): boolean {
    return this.isSilenced || this.isOver;
  }

  /** All was said to the end. */
  get hasParted(): boolean {
    return this.parting?.length === 0;
  }

  /** A WebSocket has taken over, of which there is one at a time. */
  get isFollowed(): boolean {
    return this.successor !== undefined && !this.successor.destroyed;
  }

  get ageMs(): number {
    return performance.now() - this.openedAt;
  }

  /** For how long nobody has polled. */
  get idleMs(): number {
    return this.waiting ? 0 : performance.now() - this.seenAt;
  }

  become(caller: Caller): void {
    this.owner = caller;
    this.tell(caller);
  }

  follow(successor: Socket): void {
    this.successor = successor;
  }

  /** A poll waits; gives what it is to be answered with at once, where it is over. */
  wait(poll: WaitingPoll): string | undefined {
    this.waiting = poll;
    return this.parting?.shift();
  }

  seen(poll?: WaitingPoll): void {
    this.seenAt = performance.now();
    if (this.waiting === poll) this.waiting = undefined;
  }

  /** Says the last packets, the next of them to the poll that waits. */
  end(...packets: readonly string[]): void {
    this.parting ??= [...packets, closePacket];
    if (this.waiting) this.waiting.answer(this.parting.shift() ?? closePacket);
  }

  /** It is told so with the end itself: until then it would have to poll again, elsewhere. */
  sayGoodbye(): void {}

  silence(): void {
    this.isSilenced = true;
  }

  cut(reason: CutReason): void {
    this.end(...(reason === 'draining' ? [goodbye()] : []));
    this.successor?.destroy();
  }
}
