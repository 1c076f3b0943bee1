/** One comparison of our monotonic clock with the server's, in milliseconds. */
interface Reading {
  readonly offset: number;
  /** The server's clock was read at some moment of the round trip: half of it, either way. */
  readonly uncertainty: number;
  readonly at: number;
}

/** How much two clocks may part in a millisecond; NTP slews by at most half of it. */
const drift = 0.001;

/** For what comes between the question for the time and the write itself. */
const marginMs = 2;

/** Knows what the server's clock shows at a moment of ours, and how surely. */
export class ServerClock {
  private reading: Reading | undefined;

  /** Learns from one TIME: asked at `sentAt`, answered at `receivedAt`. True when the server's clock has jumped. */
  learn([seconds, micros]: readonly [number, number], sentAt: number, receivedAt: number): boolean {
    const uncertainty = (receivedAt - sentAt) / 2;
    const offset = seconds * 1_000 + micros / 1_000 - (sentAt + receivedAt) / 2;
    const next = { offset, uncertainty, at: receivedAt };
    const { reading } = this;
    if (reading === undefined) {
      this.reading = next;
      return false;
    }
    const blur = reading.uncertainty + (receivedAt - reading.at) * drift;
    const jumped = Math.abs(offset - reading.offset) > blur + uncertainty + 1;
    // A vague reading that agrees with a sharp one teaches nothing; one that a stall of ours made vague least of all.
    if (jumped || uncertainty <= blur + 1) this.reading = next;
    return jumped;
  }

  /** The last moment of the server's, in microseconds, that is surely not after `deadline`, a moment of ours. */
  fence(deadline: number): number {
    if (this.reading === undefined) throw new Error('The clock of the server was never read');
    const { offset, uncertainty, at } = this.reading;
    const doubt = uncertainty + Math.max(0, deadline - at) * drift + marginMs;
    return Math.floor((deadline + offset - doubt) * 1_000);
  }
}
