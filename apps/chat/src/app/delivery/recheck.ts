import { type OnModuleDestroy } from '@nestjs/common';
import { patienceMs } from '@secureconnect/realtime';

/** What is to be looked at anew once the backplane may have lost something. */
export interface Rechecked {
  /** Asks the record how far these conversations are, and has those that are behind catch up. */
  compare(conversationIds: readonly string[]): Promise<void>;
  /** Lets these people in where they became members unheard; false: the record does not answer. */
  letIn(userIds: readonly string[]): Promise<boolean>;
  readonly conversationIds: Iterable<string>;
  readonly userIds: Iterable<string>;
}

const batch = 100;

/** After a gap of the backplane: every stream and everybody here is held to the record, a hundred a statement. */
export class Recheck implements OnModuleDestroy {
  private isDue = false;
  private isRunning = false;
  private isOver = false;
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly all: Rechecked) {}

  /** Whether it is not done yet. */
  get isPending(): boolean {
    return this.isDue || this.isRunning;
  }

  /** Once for all gaps that are told while it has not begun, and once more for those told meanwhile. */
  begin(): void {
    this.isDue = true;
    if (!this.isRunning) this.arm(0, 0);
  }

  onModuleDestroy(): void {
    this.isOver = true;
    clearTimeout(this.timer);
  }

  private arm(ms: number, failures: number): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.run(failures), ms).unref();
  }

  private async run(failures: number): Promise<void> {
    this.isRunning = true;
    this.isDue = false;
    try {
      for (const ids of chunks(this.all.conversationIds)) await this.all.compare(ids);
      for (const ids of chunks(this.all.userIds)) if (!(await this.all.letIn(ids))) this.isDue = true;
    } catch {
      this.isDue = true; // Counted where it was read.
    }
    this.isRunning = false;
    if (this.isDue && !this.isOver) this.arm(patienceMs(failures), failures + 1);
  }
}

function chunks(ids: Iterable<string>): string[][] {
  const all = [...ids];
  return Array.from({ length: Math.ceil(all.length / batch) }, (_, index) =>
    all.slice(index * batch, (index + 1) * batch),
  );
}
