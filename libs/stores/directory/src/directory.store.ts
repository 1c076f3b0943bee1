/** What may be said of an account to another user. */
export interface DirectoryEntry {
  readonly id: string;
  readonly username: string;
  readonly displayName: string | null;
}

/** Who has an address or a name, exactly as it is spelt, whatever the case. */
export abstract class DirectoryStore {
  abstract findByEmail(email: string): Promise<DirectoryEntry | undefined>;

  abstract findByUsername(username: string): Promise<DirectoryEntry | undefined>;
}
