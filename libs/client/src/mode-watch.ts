import { type ServiceMode } from '@secureconnect/contracts';

/** Degraded while a socket says so, or the last answer did. */
export class ModeWatch {
  private readonly degradedSockets = new Set<symbol>();
  private ofAnswer: ServiceMode = 'normal';
  private told: ServiceMode = 'normal';

  constructor(private readonly onChange: (mode: ServiceMode) => void) {}

  get mode(): ServiceMode {
    return this.degradedSockets.size > 0 ? 'degraded' : this.ofAnswer;
  }

  answered(mode: ServiceMode): void {
    this.ofAnswer = mode;
    this.tell();
  }

  /** Gives what tells the mode of one of them; a socket that is gone says nothing any more. */
  socket(): (mode?: ServiceMode) => void {
    const socket = Symbol('a socket');
    return (mode = 'normal') => {
      if (mode === 'degraded') this.degradedSockets.add(socket);
      else this.degradedSockets.delete(socket);
      this.tell();
    };
  }

  private tell(): void {
    if (this.mode === this.told) return;
    this.told = this.mode;
    this.onChange(this.told);
  }
}
