/** Who is apart says so every second; so often nothing was heard, and it is there no more. */
const mostSilent = 4;

interface Peer {
  readonly turn: number;
  readonly isApart: boolean;
  silent: number;
}

/** Which of the other instances count apart from Redis, as far as they said so. */
export class PartedPeers {
  private readonly said = new Map<string, Peer>();
  /** How many are apart. */
  count = 0;

  /** Of what one said the latest holds, in whichever order it comes. */
  heard(from: string, turn: number, isApart: boolean): void {
    const before = this.said.get(from);
    if (before && before.turn > turn) return;
    this.said.set(from, { turn, isApart, silent: 0 });
    this.recount();
  }

  /** A second has passed in which they could be heard. */
  age(): void {
    for (const [from, peer] of this.said) if ((peer.silent += 1) > mostSilent) this.said.delete(from);
    this.recount();
  }

  private recount(): void {
    this.count = 0;
    for (const { isApart } of this.said.values()) this.count += Number(isApart);
  }
}
