import { Injectable } from '@nestjs/common';
import { type EntityManager } from 'typeorm';

/** Removes what one feature keeps of an account. */
export type AccountErasure = (userId: string, manager: EntityManager) => Promise<void>;

/** What else is to go with an account: whoever keeps something of people adds how to remove it. */
@Injectable()
export class AccountErasures {
  private readonly erasures: AccountErasure[] = [];

  add(erasure: AccountErasure): void {
    this.erasures.push(erasure);
  }

  /** Removes all of it in the transaction that removes the account. */
  async run(userId: string, manager: EntityManager): Promise<void> {
    for (const erase of this.erasures) await erase(userId, manager);
  }
}
