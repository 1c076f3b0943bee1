import { stormNow } from '../history/storm-clock';
import { type InstanceMode, type StormSystem } from '../system/storm-system';

/** Who was in which mode at a moment: a letter for each instance, `n`, `d` or `a`. */
export interface ModeSample {
  readonly at: number;
  readonly modes: string;
}

const everyMs = 1_000;

/** Asks every instance for its mode, again and again, and how much memory it takes. */
export class ModeWatch {
  readonly samples: ModeSample[] = [];
  /** The most that each instance was seen to have, in bytes. */
  readonly memory = new Map<string, number>();
  private isOver = false;
  private readonly looking: Promise<void>;

  constructor(private readonly system: StormSystem) {
    this.looking = this.look();
  }

  /** As they were a moment ago. */
  get latest(): readonly InstanceMode[] {
    const letters = this.samples.at(-1)?.modes ?? '';
    return [...letters].map((letter) => modesByLetter[letter] ?? 'away');
  }

  async end(): Promise<void> {
    this.isOver = true;
    await this.looking;
  }

  private async look(): Promise<void> {
    while (!this.isOver) {
      const modes = await this.system.modes();
      this.samples.push({ at: stormNow(), modes: modes.map(([letter]) => letter).join('') });
      for (const { name, process } of this.system.instances) {
        if (!process.running) continue;
        this.memory.set(name, Math.max(this.memory.get(name) ?? 0, memoryOf(process)));
      }
      await new Promise((resolve) => setTimeout(resolve, everyMs));
    }
  }
}

const modesByLetter: Readonly<Record<string, InstanceMode>> = { n: 'normal', d: 'degraded', a: 'away' };

function memoryOf(process: { memory(): number }): number {
  try {
    return process.memory() || 0;
  } catch {
    return 0; // It ended a moment ago.
  }
}
