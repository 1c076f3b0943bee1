import { AsyncLocalStorage } from 'node:async_hooks';
import { type RequestScope } from './request-scope';

const storage = new AsyncLocalStorage<DegradedMarks>();

/** What of one request was served degraded, by the names of its operations and stores. */
export class DegradedMarks {
  private readonly names = new Set<string>();
  /** What the guard found out about the request these are the marks of. */
  scope?: RequestScope;

  /** `onChange` hears of every new name at once, while the answer's headers can still be written. */
  constructor(private readonly onChange?: (names: readonly string[]) => void) {}

  /** The marks of the request being served, or undefined outside one. */
  static get current(): DegradedMarks | undefined {
    return storage.getStore();
  }

  get list(): readonly string[] {
    return [...this.names];
  }

  add(names: readonly string[]): void {
    const before = this.names.size;
    for (const name of names) this.names.add(name);
    if (this.names.size > before) this.onChange?.(this.list);
  }

  /** Does something whose marks, however late and deep, are these. */
  run<T>(work: () => T): T {
    return storage.run(this, work);
  }

  /** Makes these the marks of all that follows in this request: later guards, pipes, the way out for errors. */
  enter(): void {
    storage.enterWith(this);
  }
}

/** Marks the request being served as degraded; outside a request it does nothing. */
export const markDegraded = (...names: string[]): void => DegradedMarks.current?.add(names);
