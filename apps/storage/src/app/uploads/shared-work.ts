/** Work of which there is one at a time for each key: whoever asks meanwhile is given the outcome of the one under way. */
export class SharedWork<T> {
  private readonly underWay = new Map<string, Promise<T>>();

  /** It goes on when whoever began it has gone. */
  run(key: string, work: () => Promise<T>): Promise<T> {
    const before = this.underWay.get(key);
    if (before) return before;
    const begun = work().finally(() => this.underWay.delete(key));
    this.underWay.set(key, begun);
    return begun;
  }
}
