import { type DestinationStream, type Logger, pino } from 'pino';

/** Lines wait together for the system call that writes them, so long at most. */
const patienceMs = 100;
const mostCharacters = 16_384;

/**
 * Writes lines where a logger does, many at a time and searching nothing for secrets: for lines by the thousand whose
 * every field is known to hold none and to need no escaping.
 */
export class LineWriter {
  private readonly head: string;
  private readonly destination: DestinationStream;
  private waiting = '';
  private timer: NodeJS.Timeout | undefined;
  private readonly flushed = (): void => this.flush();
  private second = 0;
  private shown = '';

  constructor(private readonly logger: Logger) {
    this.destination = (logger as unknown as Record<symbol, DestinationStream>)[
      pino.symbols.streamSym
    ] as DestinationStream;
    this.head = JSON.stringify(logger.bindings()).slice(1, -1);
  }

  get isEnabled(): boolean {
    return this.logger.isLevelEnabled('info');
  }

  /** `fields` are the inside of a JSON object. */
  info(fields: string): void {
    const head = this.head === '' ? '' : `${this.head},`;
    this.waiting += `{"level":"info","time":"${this.timeNow()}",${head}${fields}}\n`;
    if (this.waiting.length >= mostCharacters) this.flush();
    else this.timer ??= setTimeout(this.flushed, patienceMs);
  }

  /** Writes what waits. */
  flush(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    if (this.waiting !== '') this.destination.write(this.waiting);
    this.waiting = '';
  }

  /** Making the text of a time costs more than the rest of the line; only its last three digits change often. */
  private timeNow(): string {
    const now = Date.now();
    const second = Math.floor(now / 1_000);
    if (second !== this.second) {
      this.second = second;
      this.shown = new Date(second * 1_000).toISOString().slice(0, 20);
    }
    return `${this.shown}${String(now - second * 1_000).padStart(3, '0')}Z`;
  }
}
