import { type MediaState } from '@secureconnect/contracts';
import { BackOff } from '../back-off';

/** What one says of oneself: what is sent, and once that one is connected. */
export type ToldOfMedia = Partial<MediaState> & { connected?: boolean };

/** Says what one sends until it was heard; what was said before it and not heard is not said any more. */
export class MediaTeller {
  private untold: ToldOfMedia = {};
  private isTelling = false;
  private isClosed = false;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private readonly backOff: BackOff;

  constructor(
    private readonly send: (told: ToldOfMedia) => Promise<unknown>,
    private readonly onFault: (error: unknown) => void,
    random: () => number,
  ) {
    this.backOff = new BackOff(500, 10_000, random);
  }

  tell(told: ToldOfMedia): void {
    this.untold = { ...this.untold, ...told };
    if (!this.isTelling) void this.run();
  }

  close(): void {
    this.isClosed = true;
    clearTimeout(this.timer);
  }

  private async run(): Promise<void> {
    const told = this.untold;
    if (this.isClosed || Object.keys(told).length === 0) return;
    this.isTelling = true;
    this.untold = {};
    try {
      await this.send(told);
      this.backOff.reset();
    } catch (error) {
      this.untold = { ...told, ...this.untold };
      if (!this.isClosed) this.onFault(error);
      await this.pause(this.backOff.next());
    }
    this.isTelling = false;
    void this.run();
  }

  private pause(ms: number): Promise<void> {
    return new Promise((resolve) => (this.timer = setTimeout(resolve, ms)));
  }
}
