import { Injectable } from '@nestjs/common';
import { type DirectoryEntry, DirectoryStore } from '@secureconnect/directory-store';
import { Fallback } from '@secureconnect/resilience';
import { AccountLimits } from './account-limits.service';

/** Whom somebody looks for: an address, or a name. */
export type DirectoryLookUp = { readonly email: string } | { readonly username: string };

/** Finds another person for who knows the address or the name; nobody leafs through the directory. */
@Injectable()
export class FindInDirectory {
  constructor(
    private readonly directory: DirectoryStore,
    private readonly limits: AccountLimits,
  ) {}

  @Fallback('directory.find', 'cache', { tiers: ['redis', 'postgres'] })
  async run(userId: string, by: DirectoryLookUp): Promise<DirectoryEntry | undefined> {
    await this.limits.lookUp(userId);
    return 'email' in by ? this.directory.findByEmail(by.email) : this.directory.findByUsername(by.username);
  }
}
