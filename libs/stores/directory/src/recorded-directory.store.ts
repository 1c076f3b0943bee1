import { type DirectoryRecord } from './directory-record.port';
import { DirectoryStore, type DirectoryEntry } from './directory.store';

/** The directory as its record has it, nothing remembered: the tier behind the cache. */
export class RecordedDirectory extends DirectoryStore {
  constructor(private readonly record: DirectoryRecord) {
    super();
  }

  async findByEmail(email: string): Promise<DirectoryEntry | undefined> {
    return this.entryOf(await this.record.idOfEmail(this.record.emailKeyOf(email)));
  }

  async findByUsername(username: string): Promise<DirectoryEntry | undefined> {
    return this.entryOf(await this.record.idOfUsername(this.record.usernameKeyOf(username)));
  }

  changed(): Promise<void> {
    return Promise.resolve();
  }

  private async entryOf(id: string | null): Promise<DirectoryEntry | undefined> {
    return (id !== null && (await this.record.entryOf(id))) || undefined;
  }
}
