/** What may be said of an account to another user. */
export interface DirectoryEntry {
  readonly id: string;
  readonly username: string;
  readonly displayName: string | null;
}

/** What has changed of an account, or is one's for the first time: every address and name it had, and has now. */
export interface DirectoryChange {
  readonly userId: string;
  readonly emails?: readonly string[];
  readonly usernames?: readonly string[];
}

/** Who has an address or a name, exactly as it is spelt, whatever the case. */
export abstract class DirectoryStore {
  abstract findByEmail(email: string): Promise<DirectoryEntry | undefined>;

  abstract findByUsername(username: string): Promise<DirectoryEntry | undefined>;

  /** To be told once a change is committed: what was remembered counts no more, on every instance; never fails for an outage of Redis. */
  abstract changed(change: DirectoryChange): Promise<void>;
}
