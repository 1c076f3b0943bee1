/** An operator has Redis left alone: who said so, since when and until when at most. */
export interface Hold {
  readonly by: string;
  readonly since: Date;
  readonly until: Date;
}

/** What is said of a Redis that is well and is left alone all the same. */
export const holdWords = 'forced by an operator';

/** One hold at a time, which ends by itself; this process forgets it when it ends. */
export class OperatorHold {
  private timer: NodeJS.Timeout | undefined;
  private held: Hold | undefined;

  /** Undefined: nobody has said anything. */
  get current(): Hold | undefined {
    return this.held;
  }

  /** Begins one, or has the one there is last until another moment; `onOver` hears when its time is up. */
  begin(by: string, ms: number, onOver: () => void): void {
    clearTimeout(this.timer);
    const now = Date.now();
    this.held = { by, since: this.held?.since ?? new Date(now), until: new Date(now + ms) };
    this.timer = setTimeout(onOver, ms).unref();
  }

  /** True where there was one. */
  end(): boolean {
    clearTimeout(this.timer);
    const was = this.held !== undefined;
    this.held = undefined;
    return was;
  }
}
