import { type Device, type History, type Told } from './history.contract';

/** Somebody is a member from one change on, and until another, which is the last that is for her. */
export interface Stay {
  readonly user: string;
  readonly from: number;
  until: number;
}

/** Each change of a conversation, as whoever was told first told it. */
function changesOf(devices: readonly Device[], conversation: string): Map<number, Told> {
  const changes = new Map<number, Told>();
  for (const told of devices.flatMap((device) => device.told))
    if (told.conversation === conversation && told.version !== undefined) changes.set(told.version, told);
  return changes;
}

/** What all devices together know of one conversation. */
export class KnownConversation {
  private readonly changes: ReadonlyMap<number, Told>;
  private readonly stays: Stay[];
  private readonly versions = new Map<string, number>();

  constructor({ devices, founders }: History, conversation: string) {
    this.changes = changesOf(devices, conversation);
    this.stays = (founders[conversation] ?? []).map((user) => ({ user, from: 0, until: Infinity }));
    for (const [version, told] of [...this.changes].sort(([one], [other]) => one - other))
      this.take(version, told);
  }

  /** At which change a message came, if anybody was told of it. */
  versionOf(messageId: string): number | undefined {
    return this.versions.get(messageId);
  }

  /** Whether what happened at a change is for somebody. */
  isFor(user: string, version: number): boolean {
    return this.stays.some((stay) => stay.user === user && stay.from <= version && version <= stay.until);
  }

  /** From which change to which somebody was in it, one stay after the other. */
  staysOf(user: string): readonly Readonly<Stay>[] {
    return this.stays.filter((stay) => stay.user === user);
  }

  /** Whether it is known at which change somebody left. */
  hasLeft(user: string): boolean {
    return this.stays.some((stay) => stay.user === user && stay.until < Infinity);
  }

  private take(version: number, { event, message, about }: Told): void {
    if (message && event === 'message.created') this.versions.set(message.id, version);
    if (about === undefined) return;
    const open = this.stays.find((stay) => stay.user === about && stay.until === Infinity);
    if (event === 'member.added' && !open) this.stays.push({ user: about, from: version, until: Infinity });
    if (event === 'member.removed' && open) open.until = version;
  }
}
