import { type Pair } from './signal';

/** Acknowledgements are told together: nobody waits for them but memory. */
const everyMs = 50;

/** What sockets here were told of what other nodes sent; told those nodes soon, the last of each pair. */
export class PassedSignals {
  private readonly due = new Map<string, Pair & { readonly id: string }>();
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly tell: (passed: readonly (Pair & { readonly id: string })[]) => void) {}

  note({ callId, from, to }: Pair, id: string): void {
    this.due.set(`${callId} ${from} ${to}`, { callId, from, to, id });
    this.timer ??= setTimeout(() => this.flush(), everyMs).unref();
  }

  flush(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    const passed = [...this.due.values()];
    this.due.clear();
    if (passed.length > 0) this.tell(passed);
  }
}
