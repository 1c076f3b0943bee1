import { StoreBusyError } from './store-busy.error';

/** How long places are waited for, and held while others wait, in milliseconds. */
export interface PlacePace {
  readonly patienceMs: number;
  readonly sliceMs: number;
}

/** What became of those who could not be given one at once; `yielded`: who held one made room for another. */
export type PlaceOutcome = 'waited' | 'refused' | 'yielded';

interface Waiter {
  readonly give: () => void;
  readonly timer: NodeJS.Timeout;
}

const usualPace: PlacePace = { patienceMs: 15_000, sliceMs: 5_000 };

/** Room in memory for one part of a blob, until it is left. */
export class PartPlace {
  private bytes: Buffer | undefined;
  private readonly since = performance.now();

  constructor(private readonly places: PartPlaces) {}

  /** As long as a part. */
  get buffer(): Buffer {
    return (this.bytes ??= this.places.takeBuffer());
  }

  /** Others wait, and she who has it has had her time. */
  get isOverdue(): boolean {
    return this.places.isWanted && performance.now() - this.since > this.places.pace.sliceMs;
  }

  /** `isQuiet`: nobody reads or writes its bytes any more, so that another may. */
  leave(isQuiet: boolean): void {
    this.places.giveBack(isQuiet ? this.bytes : undefined);
    this.bytes = undefined;
  }
}

/**
 * Bounds how many parts of blobs this process holds in memory at once, whoever brings how many. Who comes when all
 * places are taken waits in line; who waits for too long is told to come later.
 */
export class PartPlaces {
  readonly counts = new Map<PlaceOutcome, number>([
    ['waited', 0],
    ['refused', 0],
    ['yielded', 0],
  ]);
  private taken = 0;
  private readonly waiting = new Set<Waiter>();
  private free: Buffer[] = [];

  constructor(
    readonly most: number,
    private readonly partBytes: number,
    readonly pace = usualPace,
  ) {}

  /** How many are held now. */
  get held(): number {
    return this.taken;
  }

  get isWanted(): boolean {
    return this.waiting.size > 0;
  }

  /** Rejects with `StoreBusyError`. */
  async take(): Promise<PartPlace> {
    if (this.taken < this.most) this.taken += 1;
    else await this.wait();
    return new PartPlace(this);
  }

  count(outcome: PlaceOutcome): void {
    this.counts.set(outcome, (this.counts.get(outcome) ?? 0) + 1);
  }

  /** Of a place alone. */
  takeBuffer(): Buffer {
    return this.free.pop() ?? Buffer.allocUnsafeSlow(this.partBytes);
  }

  /** Of a place alone. */
  giveBack(buffer: Buffer | undefined): void {
    if (buffer) this.free.push(buffer);
    const [next] = this.waiting;
    if (next) return this.handOver(next);
    this.taken -= 1;
    // What a crowd needed is not kept when all have gone.
    if (this.taken === 0) this.free = this.free.slice(0, 1);
  }

  private handOver(waiter: Waiter): void {
    this.waiting.delete(waiter);
    clearTimeout(waiter.timer);
    waiter.give();
  }

  private wait(): Promise<void> {
    this.count('waited');
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.waiting.delete(waiter);
        this.count('refused');
        reject(new StoreBusyError(''));
      }, this.pace.patienceMs);
      const waiter: Waiter = { give: resolve, timer };
      this.waiting.add(waiter);
    });
  }
}
