import { setTimeout as sleep } from 'node:timers/promises';
import { type Dice, until } from '@secureconnect/testing';
import { type Answer, type Order, type SoakInstance } from './soak-instance.contract';
import { type SoakQueue } from './soak-queues.contract';

/** A job that was asked for, and what was answered. */
export interface Asked extends Order {
  readonly outcome: Answer['outcome'];
}

/** How much is asked for, and over how long. */
export interface Extent {
  readonly jobs: number;
  readonly spanMs: number;
  /** All unless said. */
  readonly faults?: readonly string[];
}

const orderKeys = 20;
const againMs = 250;
/** Queues and how many in a hundred jobs are of them; idempotent ones are of the queue `effect`. */
const shares: readonly (readonly [SoakQueue | 'idempotent', number])[] = [
  ['effect', 28],
  ['idempotent', 12],
  ['inEnd', 15],
  ['ordered', 20],
  ['change', 15],
  ['once', 10],
];

/** Asks two instances for jobs of all kinds, and goes on asking where it is refused. */
export class Producers {
  /** In the order of the answers. */
  readonly asked: Asked[] = [];
  private readonly chains = new Map<string, Promise<void>>();
  private orders = 0;

  constructor(
    private readonly instances: readonly SoakInstance[],
    private readonly dice: Dice,
    /** For what depends on who happens to be there, so that the work is the same for the same seed. */
    private readonly whom: Dice,
  ) {}

  async run({ jobs, spanMs }: Extent): Promise<void> {
    const begun = performance.now();
    const all: Promise<void>[] = [];
    for (let index = 0; index < jobs; index += 1) {
      const early = begun + (spanMs * index) / jobs - performance.now();
      if (early > 1) await sleep(early);
      all.push(this.one());
    }
    await Promise.all(all);
  }

  private one(): Promise<void> {
    const { dice } = this;
    const takesMs = Math.floor(dice.next() ** 3 * 40);
    let point = dice.next() * 100;
    const [kind] = shares.find(([, share]) => (point -= share) < 0) ?? (['effect', 0] as const);
    switch (kind) {
      case 'idempotent':
        return this.untilAccepted(takesMs);
      case 'ordered':
        return this.chained(`key-${Math.floor(dice.next() * orderKeys)}`, takesMs);
      case 'change':
        return this.ask({ queue: 'change', takesMs, isUndone: dice.next() < 0.2 }).then(() => undefined);
      case 'effect': {
        const delayMs = dice.next() < 0.2 ? Math.floor(dice.between(1, 1_000)) : undefined;
        return this.notRefused({ queue: kind, takesMs, options: { delayMs } });
      }
      case 'inEnd':
      case 'once':
        return this.notRefused({ queue: kind, takesMs });
    }
  }

  /** Each time another job, for one that is refused must never run. */
  private async notRefused(order: Omit<Order, 'order' | 'number'>): Promise<void> {
    while ((await this.ask(order)) === 'refused') await sleep(againMs);
  }

  /** Each time the same one, by its key. */
  private async untilAccepted(takesMs: number): Promise<void> {
    const number = (this.orders += 1);
    const options = { idempotencyKey: `work-${number}` };
    while ((await this.ask({ queue: 'effect', takesMs, number, options })) !== 'accepted')
      await sleep(againMs);
  }

  /** One after the other, so that it is known in which order they were accepted. */
  private chained(orderKey: string, takesMs: number): Promise<void> {
    const before = this.chains.get(orderKey) ?? Promise.resolve();
    const mine = before.then(() => this.notRefused({ queue: 'ordered', takesMs, options: { orderKey } }));
    this.chains.set(orderKey, mine);
    return mine;
  }

  private async ask(
    wanted: Omit<Order, 'order' | 'number'> & { number?: number },
  ): Promise<Answer['outcome']> {
    const order = (this.orders += 1);
    const told = { number: order, ...wanted, order };
    const ready = () => this.instances.filter(({ takesOrders }) => takesOrders);
    await until('an instance to ask', () => ready().length > 0, { timeout: 60_000 });
    const { outcome } = await this.whom.one(ready()).enqueue(told);
    this.asked.push({ ...told, outcome });
    return outcome;
  }
}
