import { type Server, type Socket } from 'socket.io';

/** Whether a socket listens or speaks; said in its `auth`. */
export interface RoomAuth {
  readonly listens: boolean;
}

/** What a speaker asks for: so many messages to everybody in the room. */
export interface Burst {
  readonly count: number;
}

export const roomPath = '/ws/room';
const words = 'x'.repeat(200);

/** The room in which both subjects are measured: who listens is in it, who speaks has everybody in it told. */
export function openRoom(server: Server): void {
  server.on('connection', (socket: Socket) => {
    if ((socket.handshake.auth as RoomAuth).listens) void socket.join('room');
    let number = 0;
    socket.on('burst', ({ count }: Burst) => {
      for (let left = count; left > 0; left -= 1)
        server.to('room').emit('news', { number: (number += 1), words });
    });
  });
}
