/** How far calls were told that are over and followed no longer: what is told again of them, by whoever swept it, came before. */
export class OverCalls {
  private readonly versions = new Map<string, number>();

  constructor(private readonly most: number) {}

  add(callId: string, version: number): void {
    this.versions.delete(callId);
    this.versions.set(callId, version);
    if (this.versions.size <= this.most) return;
    const [oldest] = this.versions.keys();
    if (oldest !== undefined) this.versions.delete(oldest);
  }

  has(callId: string, version: number): boolean {
    return version <= (this.versions.get(callId) ?? 0);
  }
}
