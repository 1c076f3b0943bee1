/** Whether some of what all share may be had. */
export type ShareAnswer = 'taken' | 'full' | 'over_share';

/** So much of something for everybody, of which nobody alone may have more than a share. */
export class FairShares {
  inUse = 0;
  private readonly mostEach: number;
  private readonly held = new Map<string, number>();

  constructor(
    private readonly most: number,
    sharePercent: number,
  ) {
    this.mostEach = Math.max(1, Math.floor((most * sharePercent) / 100));
  }

  /** Takes it for one who has one name or two, each of which has a share. */
  take(amount: number, holder?: string, alias?: string): ShareAnswer {
    if (this.isOver(amount, holder) || this.isOver(amount, alias)) return 'over_share';
    if (this.inUse + amount > this.most) return 'full';
    this.change(amount, holder, alias);
    return 'taken';
  }

  /** To be said with the same names as it was taken with. */
  giveBack(amount: number, holder?: string, alias?: string): void {
    this.change(-amount, holder, alias);
  }

  private isOver(amount: number, name: string | undefined): boolean {
    return name !== undefined && (this.held.get(name) ?? 0) + amount > this.mostEach;
  }

  private change(by: number, holder: string | undefined, alias: string | undefined): void {
    this.inUse += by;
    this.hold(by, holder);
    this.hold(by, alias);
  }

  private hold(by: number, name: string | undefined): void {
    if (name === undefined) return;
    const now = (this.held.get(name) ?? 0) + by;
    if (now > 0) this.held.set(name, now);
    else this.held.delete(name);
  }
}
