import { type BackplaneCounts } from './backplane-counts';
import { type Carriers } from './carriers';
import { type FaultLine } from './fault-line';
import { type Ask } from './frame';
import { type KeptNotices } from './kept-notices';
import { encodeNotices, takeBatch } from './notice-batch';
import { type Peers } from './peers';

/** What asking and answering takes. */
export interface ResendingSurroundings {
  readonly carriers: Carriers;
  readonly peers: Peers;
  readonly counts: BackplaneCounts;
  readonly kept: KeptNotices;
  readonly faults: FaultLine;
  readonly frame: (body: string, to: string) => string;
}

/** Who lacks more asks again once it has these. */
const mostBatches = 4;

/** Asks other nodes for what did not come from them, and says again what others ask for. */
export class Resending {
  constructor(private readonly around: ResendingSurroundings) {}

  askForMissing(): void {
    const now = performance.now();
    for (const peer of this.around.peers.all) {
      if (!peer.lacks) continue;
      for (const ask of peer.wants(now)) {
        this.around.counts.asked += 1;
        this.say(JSON.stringify(ask), peer.node);
      }
    }
  }

  answer({ topic, from, upTo }: Ask, to: string, now: number): void {
    const { kept, counts } = this.around;
    const found = kept.find(topic, from, upTo, now);
    const before = found[0]?.number ?? upTo + 1;
    if (before > from) this.say(JSON.stringify({ kind: 'lost', topic, before }), to);
    for (let batches = 0; found.length > 0 && batches < mostBatches; batches += 1) {
      const batch = takeBatch(found);
      counts.resent += batch.length;
      this.say(encodeNotices(batch), to);
    }
  }

  /** Over both carriers: who missed something may be deaf to either. */
  private say(body: string, to: string): void {
    const { carriers, faults, frame } = this.around;
    const text = frame(body, to);
    carriers.tellBeside(text);
    if (!carriers.isAway) carriers.tell(text).catch((error: unknown) => faults.note(error));
  }
}
