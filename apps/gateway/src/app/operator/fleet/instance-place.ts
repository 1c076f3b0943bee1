import { inTime } from '@secureconnect/resilience';
import { type InstanceAddresses } from './instance-addresses';
import { type InstanceWatch } from './instance-watch';

/** A resolver that hangs holds up no look; the next one sees what it found. */
const patienceMs = 300;

/** The instances at one URL, as they come and go. */
export class InstancePlace {
  private watches: ReadonlyMap<string, InstanceWatch> = new Map();

  constructor(
    private readonly addresses: InstanceAddresses,
    private readonly watch: (origin: string) => InstanceWatch,
  ) {
    this.follow();
  }

  get all(): readonly InstanceWatch[] {
    return [...this.watches.values()];
  }

  /** Asks each of them; never rejects. */
  async look(): Promise<void> {
    await inTime(this.addresses.look(), patienceMs);
    this.follow();
    await Promise.all(this.all.map((watch) => watch.look()));
  }

  private follow(): void {
    const before = this.watches;
    const origins = this.addresses.origins;
    this.watches = new Map(origins.map((origin) => [origin, before.get(origin) ?? this.watch(origin)]));
  }
}
