type Stage = 'begin' | 'disconnect';

/** Whether this process still takes new work; each stage of going away comes once, in order. */
export class Drain {
  private readonly listeners: Record<Stage, (() => void)[]> = { begin: [], disconnect: [] };
  private draining = false;
  private held: { readonly opened: Promise<void>; readonly open: () => void } | undefined;

  get isDraining(): boolean {
    return this.draining;
  }

  /** Resolves at once, except in the moment in which the door closes: then when it is closed. */
  get doorstep(): Promise<void> | undefined {
    return this.held?.opened;
  }

  /** Calls back when draining begins, or when clients that hold connections must be sent away. */
  on(stage: Stage, listener: () => void): void {
    this.listeners[stage].push(listener);
  }

  /** From here on the service is not ready, and every answer asks its connection to close. */
  begin(): void {
    if (this.draining) return;
    this.draining = true;
    this.tell('begin');
  }

  /** Requests that arrive wait on the doorstep, so that their clients open no further connection meanwhile. */
  hold(): void {
    let open = (): void => undefined;
    const opened = new Promise<void>((resolve) => (open = resolve));
    this.held = { opened, open };
  }

  release(): void {
    this.held?.open();
    this.held = undefined;
  }

  /** Sends away those who would stay for ever. */
  disconnect(): void {
    this.tell('disconnect');
  }

  private tell(stage: Stage): void {
    for (const listener of this.listeners[stage]) listener();
  }
}
