import { Injectable } from '@nestjs/common';
import { type EngineConnection, webSocketOf, writeNow } from './engine-connection';
import { EventTooLargeError } from './event-too-large.error';
import { type KnownSocket } from './known-socket';
import { SocketCutter } from './socket-cutter.service';

/** What `ws` says of a frame that announces more than it may bring; none of it is read. */
const tooLarge = 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH';

/** Tells whoever sends too large a frame so, in the last moment before its WebSocket is closed with 1009. */
@Injectable()
export class LargeFrames {
  constructor(private readonly cutter: SocketCutter) {}

  watch(known: KnownSocket): void {
    const { conn } = known.socket;
    this.listen(known, conn);
    conn.once('upgrade', () => this.listen(known, conn));
  }

  private listen(known: KnownSocket, connection: EngineConnection): void {
    // Before ws itself hears of it: afterwards nothing can be said any more.
    webSocketOf(connection)?._receiver?.prependListener('error', ({ code }: NodeJS.ErrnoException) => {
      if (code !== tooLarge || !this.cutter.end(known, 'too_large')) return;
      this.cutter.tell(known.socket, new EventTooLargeError(''));
      writeNow(connection);
    });
  }
}
