import { TooManySocketsError } from './too-many-sockets.error';

/** So many connections for each address, the not yet known ones included; counted by this instance alone. */
export class SocketPlaces {
  private readonly taken = new Map<string, number>();

  constructor(private readonly most: number) {}

  /** Throws 429 where an address has no place left; whoever has one must `leave`. */
  take(network: string): void {
    const taken = this.taken.get(network) ?? 0;
    if (taken >= this.most) throw new TooManySocketsError('');
    this.taken.set(network, taken + 1);
  }

  leave(network: string): void {
    const left = (this.taken.get(network) ?? 0) - 1;
    if (left > 0) this.taken.set(network, left);
    else this.taken.delete(network);
  }
}
