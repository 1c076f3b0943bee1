import { type Client, type DirectoryEntry, type User } from '@secureconnect/client';
import { type OwnConversationWire } from '@secureconnect/contracts';

const key = 'secureconnect.people';

/** The people this browser has met, by their names: the directory finds people by names, and never names by people. */
export class People {
  private readonly names = new Map<string, string>();

  constructor(
    private readonly client: Client,
    private readonly me: Pick<User, 'id'> & DirectoryEntry,
  ) {
    const kept = JSON.parse(localStorage.getItem(key) ?? '{}') as Record<string, string>;
    for (const [id, name] of Object.entries(kept)) this.names.set(id, name);
    this.keep(me);
  }

  nameOf(userId: string): string {
    return this.names.get(userId) ?? `Person ${userId.slice(-4)}`;
  }

  isKnown(userId: string): boolean {
    return this.names.has(userId);
  }

  /** By address or user name; throws `not_found`. */
  async find(text: string): Promise<DirectoryEntry> {
    const found = await this.client.auth.find(text.includes('@') ? { email: text } : { username: text });
    this.keep(found);
    return found;
  }

  /** What a conversation is called: its title, or who else is in it. */
  titleOf({ title, members, member_count: count }: OwnConversationWire): string {
    if (title) return title;
    const others = members.filter(({ user_id: id }) => id !== this.me.id).slice(0, 3);
    if (others.length === 0) return 'Only you';
    const names = others.map(({ user_id: id }) => this.nameOf(id)).join(', ');
    const more = count - 1 - others.length;
    return more > 0 ? `${names} and ${more} more` : names;
  }

  private keep({ id, username, display_name: shown }: DirectoryEntry): void {
    this.names.set(id, shown || username);
    localStorage.setItem(key, JSON.stringify(Object.fromEntries(this.names)));
  }
}
