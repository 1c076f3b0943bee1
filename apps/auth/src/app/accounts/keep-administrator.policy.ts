import { Injectable } from '@nestjs/common';
import { type EntityManager } from 'typeorm';
import { type Account } from './account';
import { AccountRecord } from './account-record.adapter';
import { LastAdministratorError } from './last-administrator.error';

/** There is always somebody who administers, though two take each other away at the same time. */
@Injectable()
export class KeepAdministrator {
  constructor(private readonly accounts: AccountRecord) {}

  /** Before the row of the account is locked: two who lock each other's rows would wait for ever. */
  lock(manager: EntityManager): Promise<void> {
    return this.accounts.lockAdministrators(manager);
  }

  /** Throws where this account is the last one that administers, and is about to do so no more. */
  async check({ id, role, disabledAt }: Account, manager: EntityManager): Promise<void> {
    if (role !== 'admin' || disabledAt) return;
    if ((await this.accounts.countOtherAdministrators(manager, id)) === 0)
      throw new LastAdministratorError('');
  }
}
