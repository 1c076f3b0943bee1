import { Injectable } from '@nestjs/common';
import { type DirectoryChange, DirectoryStore } from '@secureconnect/directory-store';
import { type Transaction } from '@secureconnect/platform';
import { RedisFree } from '@secureconnect/resilience';

/** Tells the directory of what a transaction changes, once it is true, or may be. */
@Injectable()
export class DirectoryChanges {
  constructor(private readonly directory: DirectoryStore) {}

  // Nothing is asked of Redis here; what is told later does not fail for it.
  @RedisFree('directory.changes', 'cache')
  tell(change: DirectoryChange, within: Transaction): void {
    const tell = () => this.directory.changed(change);
    within.onCommitted(tell);
    within.onUncertain(tell);
  }
}
