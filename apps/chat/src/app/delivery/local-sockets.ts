import { Injectable } from '@nestjs/common';
import { type ChatServerEvents } from '@secureconnect/contracts';
import { type Server, type Socket } from 'socket.io';

/** The sockets of people on this instance, as delivery reaches them. */
@Injectable()
export class LocalSockets {
  private server: Server | undefined;

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
    const rooms = [...people];
    // To no room at all means, to Socket.IO, to everybody.
    if (rooms.length > 0) this.server?.local.to(rooms).emit(event, data);
  }
}
