import { type OnModuleDestroy } from '@nestjs/common';
import { type DeliveryTally } from './delivery-tally';
import { type LocalSockets } from './local-sockets';

const gatheredMs = 100;
/** Of more it is shorter to say "all". */
const mostNamed = 100;

/** Tells people in which conversations they may have missed something: each of them once, however many it were. */
export class GapNews implements OnModuleDestroy {
  private readonly gathered = new Map<string, Set<string>>();
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly sockets: LocalSockets,
    private readonly tally: DeliveryTally,
  ) {}

  add(userId: string, conversationId: string): void {
    const ids = this.gathered.get(userId);
    if (ids) ids.add(conversationId);
    else this.gathered.set(userId, new Set([conversationId]));
    this.timer ??= setTimeout(() => this.tell(), gatheredMs).unref();
  }

  onModuleDestroy(): void {
    clearTimeout(this.timer);
  }

  private tell(): void {
    this.timer = undefined;
    for (const [userId, ids] of this.gathered) {
      this.sockets.tell([userId], 'sync.gap', ids.size > mostNamed ? {} : { conversation_ids: [...ids] });
      this.tally.gapsTold += 1;
    }
    this.gathered.clear();
  }
}
