import { Injectable } from '@nestjs/common';
import { Transactions } from '@secureconnect/platform';
import { isUUID } from 'class-validator';
import { EndOneSession } from './end-one-session';
import { UnknownSessionError } from './unknown-session.error';

/** Ends a session its user names. */
@Injectable()
export class EndSessionById {
  constructor(
    private readonly endOne: EndOneSession,
    private readonly transactions: Transactions,
  ) {}

  /** Throws 404 for another's, for one that has ended, and for one that never was. */
  async run(userId: string, id: string): Promise<void> {
    if (!isUUID(id)) throw new UnknownSessionError('');
    const found = await this.transactions.run((within) => this.endOne.run({ id, userId }, 'ended', within));
    if (!found) throw new UnknownSessionError('');
  }
}
