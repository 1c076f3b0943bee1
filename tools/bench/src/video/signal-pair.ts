import { BenchError } from '../bench.error';
import { type LeanSocket } from '../load/lean-socket';

const way = (at: number) => ({
  candidate: `candidate:${at} 1 udp 2122260223 192.168.100.${at} 50000 typ host generation 0 ufrag abcd network-id 1`,
  sdpMid: '0',
  sdpMLineIndex: 0,
});
const candidates = [1, 2, 3].map(way);

/** One who says candidates to another, as a browser does. */
export class SignalPair {
  private readonly waiting: (() => void)[] = [];

  constructor(
    private readonly speaker: LeanSocket,
    listener: LeanSocket,
    private readonly to: object,
  ) {
    listener.onEvent = (text) => {
      if (text().startsWith('["candidates"')) this.waiting.shift()?.();
    };
  }

  /** Resolves when the other has had it: they come in their order. */
  say(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.waiting.push(resolve);
      void this.speaker.ask<{ ok: boolean }>('candidates', { ...this.to, candidates }).then((answer) => {
        if (!answer.ok) reject(new BenchError(`A signal was refused: ${JSON.stringify(answer)}`));
      });
    });
  }
}
