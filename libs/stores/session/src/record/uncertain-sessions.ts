import { setTimeout as rest } from 'node:timers/promises';

const [firstMs, mostMs] = [50, 1_000];

/**
 * Sessions of which nobody can say whether what was last written of them was committed. Until PostgreSQL has said,
 * nobody but PostgreSQL is asked for them.
 */
export class UncertainSessions {
  private readonly ids = new Set<string>();
  private isAsking = false;
  private isStopped = false;

  /** `settle` brings what PostgreSQL says of one to the other tiers; it rejects while nobody can be asked. */
  constructor(private readonly settle: (id: string) => Promise<void>) {}

  has(id: string): boolean {
    return this.ids.size > 0 && this.ids.has(id);
  }

  add(id: string): void {
    this.ids.add(id);
    if (!this.isAsking) void this.askAll();
  }

  stop(): void {
    this.isStopped = true;
  }

  private async askAll(): Promise<void> {
    this.isAsking = true;
    for (let waitMs = firstMs; this.ids.size > 0 && !this.isStopped; waitMs = Math.min(mostMs, waitMs * 2)) {
      await rest(waitMs * (0.5 + Math.random() / 2), undefined, { ref: false });
      await this.askOnce();
    }
    this.isAsking = false;
  }

  private async askOnce(): Promise<void> {
    for (const id of this.ids) {
      if (this.isStopped) return;
      try {
        await this.settle(id);
        this.ids.delete(id);
      } catch {
        return; // Asked again later: whatever the reason, only PostgreSQL's answer is one.
      }
    }
  }
}
