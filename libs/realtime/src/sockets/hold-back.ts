import { Logger } from '@nestjs/common';
import { type SocketStanding } from './socket-standing.service';

const lookMs = 50;

/** How much is held back, and no more. */
export const mostHeld = { tellings: 1_000, characters: 16 * 1024 * 1024 };

/** One thing that sockets are told. */
export interface Telling {
  readonly event: string;
  readonly data: unknown;
}

/** What a gateway does with what it tells. */
export interface TellingWays<Told extends Telling> {
  /** To the sockets, now. */
  readonly tell: (told: Told) => void;
  /** It was more than is held, and is lost: gives what is told in its place, before whatever follows. */
  readonly instead: (lost: readonly Told[]) => readonly Told[];
  /** Worth nothing unless it is told at once; where left out, everything is worth being held. */
  readonly isFleeting?: (told: Told) => boolean;
}

/**
 * Tells sockets what they may know. While this instance hears by no way who was signed out nobody is told anything: what
 * was held back is told in its order once it hears, for whoever was signed out meanwhile is cut before that.
 */
export class HoldBack<Told extends Telling> {
  private readonly logger = new Logger('HoldBack');
  private held: Told[] = [];
  private characters = 0;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly standing: Pick<SocketStanding, 'isInformed'>,
    private readonly ways: TellingWays<Told>,
  ) {}

  /** Now, or once that may be; what cannot be said is logged. */
  say(told: Told): void {
    if (!this.standing.isInformed()) return this.hold(told);
    this.release();
    this.tell(told);
  }

  /** What is held is told to nobody any more. */
  close(): void {
    clearInterval(this.timer);
  }

  private hold(told: Told): void {
    if (this.ways.isFleeting?.(told)) return;
    this.keep(told);
    if (this.held.length > mostHeld.tellings || this.characters > mostHeld.characters) this.giveUp();
    this.timer ??= setInterval(() => this.standing.isInformed() && this.release(), lookMs).unref();
  }

  private keep(told: Told): void {
    this.held.push(told);
    this.characters += JSON.stringify(told.data)?.length ?? 0;
  }

  private giveUp(): void {
    const lost = this.empty();
    for (const told of this.ways.instead(lost)) this.keep(told);
  }

  private release(): void {
    if (this.timer === undefined) return;
    clearInterval(this.timer);
    this.timer = undefined;
    for (const told of this.empty()) this.tell(told);
  }

  private empty(): readonly Told[] {
    const { held } = this;
    this.held = [];
    this.characters = 0;
    return held;
  }

  private tell(told: Told): void {
    try {
      this.ways.tell(told);
    } catch (error) {
      // One event that cannot be said must not hold up those after it, nor fail who caused it.
      const said = error instanceof Error ? error.stack : String(error);
      this.logger.error(`"${told.event}" could not be told`, said);
    }
  }
}
