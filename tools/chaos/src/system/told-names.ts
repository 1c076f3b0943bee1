/** Ports of this machine that are told as others; all have five digits, so that no length changes. */
export type PortNames = ReadonlyMap<string, string>;

const host = '127.0.0.1';
/** As Sentinels name a server, as CLUSTER SLOTS does, and as MOVED does. */
const named = /(127\.0\.0\.1(?::|\r\n:|\r\n\$5\r\n))(\d{5})/g;
/** The last figure of a port may look like the first of a name. */
const wholeAtEnd = new RegExp(`${named.source}$`);
const longestName = `${host}\r\n$5\r\n12345`.length;
/** What may be the beginning of a name waits so long for the rest. */
const restWithinMs = 10;

/** Names of servers in what one connection says, be they in two pieces. */
export class ToldNames {
  private held = '';
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly names: () => PortNames,
    private readonly tell: (text: string) => void,
  ) {}

  take(piece: string): void {
    clearTimeout(this.timer);
    const text = this.held + piece;
    const whole = text.length - openEnd(text);
    this.held = text.slice(whole);
    this.say(text.slice(0, whole));
    if (this.held !== '') this.timer = setTimeout(() => this.giveUp(), restWithinMs);
  }

  /** It was no name, or one that nobody has. */
  private giveUp(): void {
    const { held } = this;
    this.held = '';
    this.say(held);
  }

  private say(text: string): void {
    const names = this.names();
    if (text !== '')
      this.tell(
        text.replace(named, (_all, before: string, port: string) => before + (names.get(port) ?? port)),
      );
  }
}

/** How many characters at the end may belong to a name that goes on. */
function openEnd(text: string): number {
  if (wholeAtEnd.test(text)) return 0;
  const from = Math.max(0, text.length - longestName + 1);
  const at = text.indexOf(host, from);
  if (at >= 0) return text.length - at;
  for (let length = Math.min(host.length - 1, text.length); length > 0; length -= 1)
    if (host.startsWith(text.slice(-length))) return length;
  return 0;
}
