import { type ServiceMode } from '@secureconnect/contracts';

/** Degraded while the socket says so, or the last answer did. */
export class ModeWatch {
  private ofSocket: ServiceMode = 'normal';
  private ofAnswer: ServiceMode = 'normal';
  private told: ServiceMode = 'normal';

  constructor(private readonly onChange: (mode: ServiceMode) => void) {}

  get mode(): ServiceMode {
    return this.ofSocket === 'degraded' ? 'degraded' : this.ofAnswer;
  }

  answered(mode: ServiceMode): void {
    this.ofAnswer = mode;
    this.tell();
  }

  /** A socket that is gone says nothing any more. */
  socketSaid(mode: ServiceMode = 'normal'): void {
    this.ofSocket = mode;
    this.tell();
  }

  private tell(): void {
    if (this.mode === this.told) return;
    this.told = this.mode;
    this.onChange(this.told);
  }
}
