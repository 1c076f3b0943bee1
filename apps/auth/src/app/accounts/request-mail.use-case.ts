import { Injectable } from '@nestjs/common';
import { AccountLimits } from './account-limits.service';
import { AccountMailRequests } from './account-mail-requests';
import { accepted } from './register-account.use-case';

/** What somebody wants mailed, to which address, from where. */
export interface MailRequest {
  readonly kind: 'verify' | 'reset';
  readonly email: string;
  readonly address: string;
}

/** Accepts a request for a link; the same answer after the same work, whether anybody has the address or not. */
@Injectable()
export class RequestMail {
  constructor(
    private readonly limits: AccountLimits,
    private readonly requests: AccountMailRequests,
  ) {}

  async run({ kind, email, address }: MailRequest): Promise<typeof accepted> {
    await this.limits.askForMail(address);
    await this.requests.ask(kind, email);
    return accepted;
  }
}
