import { stormNow } from '../history/storm-clock';
import { type Noticed } from '../history/storm-history';
import { type Instance } from '../system/storm-system';

/** An instance whose end can be told from one that was asked for. */
export interface MortalInstance extends Instance {
  readonly isEndedOnPurpose: boolean;
  /** Ends that were asked for in order, and were none; whoever tells of them takes them out. */
  readonly disorderly: string[];
  startAgain(): Promise<void>;
}

const everyMs = 100;
const lastLines = 12;

/** Sees processes that end unasked, writes down with which last words, and starts them again. */
export class DeathWatch {
  private readonly timer: NodeJS.Timeout;
  private readonly seen = new Set<number>();

  constructor(
    private readonly instances: readonly MortalInstance[],
    private readonly notice: (noticed: Noticed) => void,
  ) {
    this.timer = setInterval(() => this.look(), everyMs);
  }

  end(): void {
    clearInterval(this.timer);
  }

  private look(): void {
    for (const instance of this.instances) {
      const { process, isEndedOnPurpose, name, disorderly } = instance;
      for (const how of disorderly.splice(0))
        this.notice({ at: stormNow(), instance: name, what: `unclean-exit: SIGTERM ended it with ${how}` });
      if (!process.exit || isEndedOnPurpose || this.seen.has(process.pid)) continue;
      this.seen.add(process.pid);
      const { code, signal } = process.exit;
      const words = process.log().trimEnd().split('\n').slice(-lastLines).join('\n');
      this.notice({
        at: stormNow(),
        instance: name,
        what: `process-exit: ended unasked (${signal ?? `exit code ${code}`}); its last words:\n${words}`,
      });
      instance.startAgain().catch((error: unknown) => this.notStarted(name, error));
    }
  }

  private notStarted(instance: string, error: unknown): void {
    this.notice({
      at: stormNow(),
      instance,
      what: `not-started: it did not come up again: ${String(error)}`,
    });
  }
}
