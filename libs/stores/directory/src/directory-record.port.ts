import { type DirectoryEntry } from './directory.store';

/** The record of who is who; whoever may not be found is not in it. */
export abstract class DirectoryRecord {
  /** The one spelling under which an address is looked up. */
  abstract emailKeyOf(email: string): string;

  /** The one spelling under which a name is looked up. */
  abstract usernameKeyOf(username: string): string;

  abstract idOfEmail(emailKey: string): Promise<string | null>;

  abstract idOfUsername(usernameKey: string): Promise<string | null>;

  abstract entryOf(userId: string): Promise<DirectoryEntry | null>;
}
