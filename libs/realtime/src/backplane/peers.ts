import { type NodeListener } from './backplane';
import { type HeardFrame, type Pulse } from './frame';
import { Peer, type PeerSurroundings } from './peer';

/** Those gone longest are forgotten first. */
const mostKnown = 1_000;

/** All other nodes that were ever heard; one that is back goes on where it was. */
export class Peers {
  private readonly known = new Map<string, Peer>();
  private readonly watchers = new Set<NodeListener>();

  constructor(
    private readonly around: PeerSurroundings,
    private readonly bornAt: number,
  ) {}

  get living(): readonly Peer[] {
    return [...this.known.values()].filter(({ isGone }) => !isGone);
  }

  /** Whether Redis does not reach all of them. */
  someoneIsDeaf = false;

  watch(listener: NodeListener): () => void {
    this.watchers.add(listener);
    return () => void this.watchers.delete(listener);
  }

  /** Who said this; it lives. */
  heard({ from, at }: HeardFrame, now: number): Peer {
    const peer = this.known.get(from) ?? this.meet(from, at, now);
    peer.heardAt = now;
    if (peer.isGone && !peer.hasLeft) {
      peer.isGone = false;
      this.tell((watcher) => watcher.onCame?.(from));
    }
    return peer;
  }

  pulse(peer: Peer, pulse: Pulse, now: number): void {
    peer.hear(pulse, now);
    if (pulse.isFarewell && !peer.hasLeft) {
      peer.hasLeft = true;
      this.leave(peer);
    }
    this.look();
  }

  /** Who was silent for too long is gone, and nobody knows what it still had to say. */
  expire(now: number): void {
    for (const peer of this.living) {
      if (now - peer.heardAt <= this.around.options.goneAfterMs) continue;
      this.leave(peer);
      this.around.counts.gaps += 1;
      this.around.listeners.gapEverywhere(peer.node);
    }
    this.look();
  }

  get all(): Iterable<Peer> {
    return this.known.values();
  }

  private meet(node: string, at: number, now: number): Peer {
    const peer = new Peer(node, now - at > this.bornAt, this.around);
    this.known.set(node, peer);
    if (this.known.size > mostKnown) this.forgetOne();
    return peer;
  }

  private forgetOne(): void {
    let oldest: Peer | undefined;
    for (const peer of this.known.values())
      if (peer.isGone && (!oldest || peer.heardAt < oldest.heardAt)) oldest = peer;
    if (oldest) this.known.delete(oldest.node);
  }

  private leave(peer: Peer): void {
    peer.isGone = true;
    peer.isDeaf = false;
    this.tell((watcher) => watcher.onGone?.(peer.node));
  }

  private look(): void {
    this.someoneIsDeaf = this.living.some(({ isDeaf }) => isDeaf);
  }

  private tell(what: (watcher: NodeListener) => void): void {
    for (const watcher of this.watchers) this.around.listeners.tell(() => what(watcher));
  }
}
