import { colour, complain, say } from './terminal';

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

// npm passes on a Ctrl-C that the terminal has already sent to every process of the group, and so does the door
// of the house: what comes within this time of the first is the same wish said twice.
const echo = 800;

/**
 * One run of a command, from its first step until it leaves nothing behind. Whatever the command acquires it
 * registers here, and however the run ends it is given back, last acquired first.
 */
export class Session {
  private readonly asked = new AbortController();
  private readonly undo: (() => Promise<void> | void)[] = [];
  private firstAsked = 0;

  constructor(private readonly farewell = '') {
    for (const name of signals) process.on(name, () => this.end());
    // The channel to the door closes when the door is gone, SIGKILL included.
    process.on('disconnect', () => this.end());
    process.channel?.unref();
  }

  /** Aborted as soon as someone wants this to end. */
  get ending(): AbortSignal {
    return this.asked.signal;
  }

  /** What must be done at the end to leave nothing behind. */
  defer(task: () => Promise<void> | void): void {
    this.undo.unshift(task);
  }

  /** Resolves when someone wants this to end. */
  async untilAsked(): Promise<void> {
    if (this.ending.aborted) return;
    await new Promise((resolve) => this.ending.addEventListener('abort', resolve, { once: true }));
  }

  /** Asks for the end; a second, later call does not wait for a clean one. */
  end(): void {
    if (this.firstAsked === 0) {
      this.firstAsked = Date.now();
      if (this.farewell) say(`\n${colour.dim(this.farewell)}`);
      this.asked.abort();
    } else if (Date.now() - this.firstAsked > echo) {
      complain('Ended at once.');
      process.exit(130);
    }
  }

  /** Gives back all that was acquired; what cannot be given back is said and does not stop the rest. */
  async close(): Promise<boolean> {
    let clean = true;
    for (const task of this.undo.splice(0)) {
      try {
        await task();
      } catch (error) {
        clean = false;
        complain((error as Error).message);
      }
    }
    return clean;
  }
}
