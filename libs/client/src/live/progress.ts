import { type ClientError } from '../client-error';
import { type ClientStore } from '../store/client-store';
import { KeptValue } from '../store/kept-value';
import { type ChangeOrder, type ToldOf } from './change-order';

interface Kept {
  readonly cursor: string;
  readonly told: readonly ToldOf[];
}

/** How far somebody has been told everything, in memory and in the store. */
export class Progress {
  cursor: string | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private readonly kept: KeptValue<Kept>;

  constructor(
    store: ClientStore,
    userId: string,
    readonly order: ChangeOrder,
    private readonly delayMs: number,
    onFault: (error: ClientError) => void,
  ) {
    const value = () =>
      this.cursor === undefined ? undefined : { cursor: this.cursor, told: [...order.all()] };
    this.kept = new KeptValue(store, `progress.${userId}`, value, onFault);
  }

  async load(): Promise<void> {
    const kept = await this.kept.read();
    if (!kept) return;
    this.cursor = kept.cursor;
    for (const [id, version, seq, isOver] of kept.told)
      if (isOver) this.order.leave(id, version);
      else this.order.goOnFrom(id, { version, seq });
  }

  moveTo(cursor: string): void {
    this.cursor = cursor;
    this.changed();
  }

  /** Written a moment later, with what else happens until then. */
  changed(): void {
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      this.kept.changed();
    }, this.delayMs);
  }

  /** There is nothing to go on from any more. */
  forget(): Promise<void> {
    this.cursor = undefined;
    return this.flush();
  }

  /** Resolves when it is in the store. */
  async flush(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.kept.changed();
    await this.kept.written();
  }
}
