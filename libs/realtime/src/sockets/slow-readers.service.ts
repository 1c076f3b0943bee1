import { Inject, Injectable } from '@nestjs/common';
import { webSocketOf } from './engine-connection';
import { type KnownSocket } from './known-socket';
import { REALTIME_SOCKETS_OPTIONS, type RealtimeSocketsOptions } from './realtime-sockets.options';
import { SocketCutter } from './socket-cutter.service';

/** Cuts whoever does not read what is sent: memory must not fill with what she leaves lying; she resumes by her cursor. */
@Injectable()
export class SlowReaders {
  constructor(
    private readonly cutter: SocketCutter,
    @Inject(REALTIME_SOCKETS_OPTIONS) private readonly options: RealtimeSocketsOptions,
  ) {}

  watch(known: KnownSocket): void {
    const { conn } = known.socket;
    const { mostWaitingBytes, mostWaitingPackets } = this.options;
    const waiting = conn as unknown as { readonly writeBuffer: readonly unknown[] };
    let bytes = 0;
    conn.on('packetCreate', ({ data }: { readonly data?: unknown }) => {
      const packets = waiting.writeBuffer.length;
      // What came before has been handed on to the system, or lies in the one batch that is being.
      if (packets === 0) bytes = webSocketOf(conn)?.bufferedAmount ?? 0;
      bytes += typeof data === 'string' ? Buffer.byteLength(data) : 0;
      if (bytes > mostWaitingBytes || packets >= mostWaitingPackets) this.cutter.drop(known, 'slow_reader');
    });
  }
}
