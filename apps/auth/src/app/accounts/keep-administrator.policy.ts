import { Injectable } from '@nestjs/common';
import { type EntityManager } from 'typeorm';
import { type Account } from './account';
import { AccountRecord } from './account-record.adapter';
import { LastAdministratorError } from './last-administrator.error';

/** There is always somebody who administers, though two take each other away at the same time. */
@Injectable()
export class KeepAdministrator {
  constructor(private readonly accounts: AccountRecord) {}

  /**
   * Locks an account that may be about to administer no more, and before its row what those of administrators wait for:
   * two who lock each other's rows would wait for ever. Whoever is nobody's administrator waits for nobody.
   */
  async lock(id: string, manager: EntityManager): Promise<Account | undefined> {
    const before = await this.accounts.findById(id, manager);
    if (before?.role === 'admin') await this.accounts.lockAdministrators(manager);
    return this.accounts.forUpdate(manager, id);
  }

  /** Throws where this account is the last one that administers, and is about to do so no more. */
  async check({ id, role, disabledAt }: Account, manager: EntityManager): Promise<void> {
    if (role !== 'admin' || disabledAt) return;
    // Held already, but by whoever was made one since `lock` looked; of two such the one PostgreSQL ends is run again.
    await this.accounts.lockAdministrators(manager);
    if ((await this.accounts.countOtherAdministrators(manager, id)) === 0)
      throw new LastAdministratorError('');
  }
}
