import { type ConnectionKind } from '../connection/connection-kind';
import { GateClosedError } from '../connection/gate-closed.error';
import { openConnection } from '../connection/open-connection';
import { RedisLane } from '../connection/redis-lane';
import { type RedisAddress } from '../options/redis.options';
import { askForSlots } from './ask-for-slots';
import { nameOf, redirectionOf, type SlotRange } from './cluster-slots';
import { type Redirection, type RedisTopology } from './redis-topology';
import { type TopologyPlan } from './topology-plan';

/** The masters of a Cluster; each has lanes of its own, so a lost node takes only its slots with it. */
export class ClusterTopology implements RedisTopology {
  private readonly lanes = new Map<string, RedisLane>();
  private readonly known = new Map<string, RedisAddress>();
  private readonly firstSlots = new Map<string, number>();
  private owners: (RedisAddress | undefined)[] = [];
  private asking: Promise<void> | undefined;
  private failure: Error | undefined;
  private timer: NodeJS.Timeout | undefined;
  private nextAt = 0;
  private closed = false;

  constructor(
    private readonly plan: TopologyPlan,
    private readonly seeds: readonly RedisAddress[],
  ) {}

  lane(kind: ConnectionKind, slot: number | undefined): RedisLane | Promise<RedisLane> {
    if (this.closed) throw new GateClosedError();
    if (this.owners.length > 0) return this.laneTo(kind, this.ownerOf(slot));
    if (this.failure) throw this.failure;
    return this.refresh().then(() => this.laneTo(kind, this.ownerOf(slot)));
  }

  async masters(): Promise<readonly number[]> {
    if (this.firstSlots.size === 0) await this.refresh();
    return [...this.firstSlots.values()];
  }

  redirection(kind: ConnectionKind, error: Error): Redirection | undefined {
    const found = redirectionOf(error);
    if (!found) return undefined;
    this.suspect();
    if (!found.asking) this.owners[found.slot] = found.address;
    return { lane: this.laneTo(kind, found.address), asking: found.asking };
  }

  /** Asks afresh who serves what: now, or as soon as the pace allows. */
  suspect(): void {
    if (this.closed || this.timer) return;
    const wait = Math.max(0, this.nextAt - performance.now());
    this.timer = setTimeout(() => {
      this.timer = undefined;
      // Why it failed is kept in `failure`, for those who need the answer.
      this.refresh().catch(() => this.suspect());
    }, wait);
    this.timer.unref();
  }

  close(): void {
    this.closed = true;
    clearTimeout(this.timer);
    for (const lane of this.lanes.values()) lane.close();
  }

  private ownerOf(slot: number | undefined): RedisAddress {
    const masters = [...this.known.values()];
    const owner =
      slot === undefined ? masters[Math.floor(Math.random() * masters.length)] : this.owners[slot];
    if (owner) return owner;
    this.suspect();
    throw new Error(`CLUSTERDOWN nobody serves slot ${slot ?? 'any'}`);
  }

  private laneTo(kind: ConnectionKind, address: RedisAddress): RedisLane {
    const name = `${kind} ${nameOf(address)}`;
    const known = this.lanes.get(name);
    if (known) return known;
    const { options, wheel, onLost } = this.plan;
    const open = () => openConnection({ kind, options, wheel, locate: () => address });
    const lane = new RedisLane(open, options, () => {
      this.suspect();
      onLost();
    });
    this.lanes.set(name, lane);
    return lane;
  }

  private refresh(): Promise<void> {
    this.asking ??= this.ask().finally(() => (this.asking = undefined));
    return this.asking;
  }

  private async ask(): Promise<void> {
    const pace = this.plan.options.retryDelayMs * 2;
    this.nextAt = performance.now() + pace * (0.5 + Math.random() / 2);
    try {
      this.learn(await askForSlots([...this.known.values(), ...this.seeds], this.plan));
      this.failure = undefined;
    } catch (error) {
      this.failure = error as Error;
      this.suspect();
      throw error;
    }
  }

  private learn(ranges: readonly SlotRange[]): void {
    const owners: (RedisAddress | undefined)[] = [];
    this.known.clear();
    this.firstSlots.clear();
    for (const { first, last, master } of ranges) {
      const name = nameOf(master);
      this.known.set(name, master);
      this.firstSlots.set(name, Math.min(first, this.firstSlots.get(name) ?? first));
      for (let slot = first; slot <= last; slot += 1) owners[slot] = master;
    }
    this.owners = owners;
    for (const [name, lane] of this.lanes) {
      if (this.known.has(name.slice(name.indexOf(' ') + 1))) continue;
      lane.close();
      this.lanes.delete(name);
    }
  }
}
