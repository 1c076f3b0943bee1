/** Those questions to Redis that set out in one stretch of time, until they are answered. */
export class Way {
  size = 0;
  private onEmpty: (() => void) | undefined;

  enter(): this {
    this.size += 1;
    return this;
  }

  leave(): void {
    this.size -= 1;
    if (this.size === 0) this.onEmpty?.();
  }

  /** Ends when all are back; nobody sets out on it any more. */
  emptied(): Promise<void> {
    if (this.size === 0) return Promise.resolve();
    return new Promise((resolve) => (this.onEmpty = resolve));
  }
}
