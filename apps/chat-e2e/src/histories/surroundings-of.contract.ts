import { type Device, type KeptHistory, type Sent, type Told } from './history.contract';
import { type Finding, type Place } from './judge-history.contract';
import { KnownConversation } from './stays.contract';

/** Changes before and after the one it is about, and the time before and after it. */
const [before, after, besideMs] = [6, 10, 4_000];

/** In lines: what was sent, told, removed and broken around something that does not hold. */
export function surroundingsOf({ place, fault, what }: Finding, history: KeptHistory): string[] {
  if (!place) return [`${fault}: ${what}`];
  return [`${fault}: ${what}`, ...new Surroundings(history, place).lines().map((line) => `  ${line}`)];
}

class Surroundings {
  private readonly known: KnownConversation;
  private readonly sent: Sent | undefined;
  private readonly version: number | undefined;
  private readonly at: number;
  private readonly device: Device | undefined;

  constructor(
    private readonly history: KeptHistory,
    private readonly place: Place,
  ) {
    const { conversation, seq } = place;
    this.known = new KnownConversation(history, conversation);
    this.sent = history.sent.find(
      (each) => each.conversation === conversation && seq !== undefined && each.acknowledged?.seq === seq,
    );
    this.version =
      place.version ?? (this.sent?.acknowledged && this.known.versionOf(this.sent.acknowledged.id));
    this.device = history.devices.find(({ name }) => name === place.device);
    const firstTold = this.ofChange(this.version).map(([, { at }]) => at);
    this.at = this.sent?.acknowledged?.at ?? (firstTold.length > 0 ? Math.min(...firstTold) : 0);
  }

  lines(): string[] {
    const user = this.device?.user;
    return [
      ...(this.sent ? [this.sentLine(this.sent)] : []),
      ...this.ofChange(this.version).map(
        ([name, told]) => `${this.time(told.at)} told to ${name} as ${told.version}`,
      ),
      ...(user === undefined ? [] : this.staysOf(user)),
      ...this.removalsBeside(),
      ...this.faultsBeside(),
      ...(this.device ? this.toldBeside(this.device) : []),
    ];
  }

  private sentLine({ begun, instance, sender, acknowledged }: Sent): string {
    const answered = acknowledged ? `, answered ${this.time(acknowledged.at)} with ${acknowledged.seq}` : '';
    return `${this.time(begun)} sent to ${instance} by ${this.nameOf(sender)}${answered}`;
  }

  private ofChange(version: number | undefined): (readonly [string, Told])[] {
    if (version === undefined) return [];
    return this.history.devices.flatMap(({ name, told }) =>
      told
        .filter((each) => each.conversation === this.place.conversation && each.version === version)
        .map((each) => [name, each] as const),
    );
  }

  private staysOf(user: string): string[] {
    const [low, high] = this.range();
    return this.known
      .staysOf(user)
      .filter(({ from, until }) => until >= low - 50 && from <= high + 50)
      .map(({ from, until }) => `${this.nameOf(user)} is in it from ${from} to ${until}`);
  }

  private removalsBeside(): string[] {
    return this.history.removals
      .filter(({ conversation, at }) => conversation === this.place.conversation && this.isBeside(at))
      .map(({ user, asked, at, backAt, instance }) => {
        const back = backAt === undefined ? '' : `, return asked for ${this.time(backAt)}`;
        const since = asked === undefined ? '' : `asked of ${instance} ${this.time(asked)}, `;
        return `${this.nameOf(user)} removed: ${since}answered ${this.time(at)}${back}`;
      });
  }

  private faultsBeside(): string[] {
    return this.history.faults
      .filter(({ from, to }) => from < this.at + besideMs && to > this.at - besideMs)
      .map(({ name, from, to }) => `${this.time(from)} to ${this.time(to)}: ${name}`);
  }

  private toldBeside({ name, told, gaps, cuts, end }: Device): string[] {
    const [low, high] = this.range();
    return [
      ...(end ? [`${name} ended: asked ${this.time(end.asked)}, answered ${this.time(end.answered)}`] : []),
      ...told
        .filter(
          ({ conversation, version }) => conversation === this.place.conversation && version !== undefined,
        )
        .filter(({ version = 0 }) => version >= low && version <= high)
        .map(({ at, event, version, about, message }) => {
          const more = message ? ` #${message.seq}` : about === undefined ? '' : ` ${this.nameOf(about)}`;
          return `${name} ${this.time(at)} ${version} ${event}${more}`;
        }),
      ...gaps.filter((at) => this.isBeside(at)).map((at) => `${name} ${this.time(at)} sync.gap`),
      ...cuts.map(({ at, reason }) => `${name} ${this.time(at)} cut: ${reason}`),
    ];
  }

  private range(): [number, number] {
    return this.version === undefined ? [0, 0] : [this.version - before, this.version + after];
  }

  private isBeside(at: number): boolean {
    return Math.abs(at - this.at) < besideMs;
  }

  private nameOf(user: string): string {
    return this.history.devices.find((device) => device.user === user)?.name.replace(/-\d+$/, '') ?? user;
  }

  /** Against the answer, or the first time it was told. */
  private time(at: number): string {
    return `${at >= this.at ? '+' : '-'}${Math.abs(at - this.at).toFixed(0)} ms`;
  }
}
