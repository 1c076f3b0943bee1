import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { type ChatServerEvents } from '@secureconnect/contracts';
import { HoldBack, SocketStanding } from '@secureconnect/realtime';
import { type Server, type Socket } from 'socket.io';

interface ToldPeople {
  readonly people: string[];
  readonly event: keyof ChatServerEvents;
  readonly data: unknown;
}

/** The sockets of people on this instance, as delivery reaches them; they are told nothing that they may not know. */
@Injectable()
export class LocalSockets implements OnModuleDestroy {
  private readonly held: HoldBack<ToldPeople>;
  private server: Server | undefined;

  constructor(standing: SocketStanding) {
    this.held = new HoldBack<ToldPeople>(standing, {
      tell: (told) => this.emit(told),
      instead: (lost) => [{ people: this.hereOf(lost), event: 'sync.gap', data: {} }],
      // Who typed has long stopped.
      isFleeting: ({ event }) => event === 'typing',
    });
  }

  /** Where the sockets are, once there is a server. */
  serve(server: Server): void {
    this.server = server;
  }

  /** From now on the socket hears what its user is told; one that was closed meanwhile would never be forgotten. */
  follow(socket: Pick<Socket, 'connected' | 'join'>, userId: string): void {
    if (socket.connected) void socket.join(userId);
  }

  /** Tells all sockets of these people here, encoding it once for all. */
  tell<Name extends keyof ChatServerEvents>(
    people: Iterable<string>,
    event: Name,
    data: Parameters<ChatServerEvents[Name]>[0],
  ): void {
    this.held.say({ people: [...people], event, data });
  }

  onModuleDestroy(): void {
    this.held.close();
  }

  private emit({ people, event, data }: ToldPeople): void {
    // To no room at all means, to Socket.IO, to everybody.
    if (people.length > 0) this.server?.local.to(people).emit(event, data);
  }

  private hereOf(lost: readonly ToldPeople[]): string[] {
    const here = this.server?.sockets.adapter.rooms;
    return [...new Set(lost.flatMap(({ people }) => people))].filter((each) => here?.has(each));
  }
}
