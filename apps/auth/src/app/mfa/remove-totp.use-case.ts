import { Injectable } from '@nestjs/common';
import { AuditLog } from '../audit/audit-log';
import { Mailer } from '../mail/mailer';
import { ProveFactor } from './prove-factor.use-case';
import { SecondFactors } from './second-factors';

/** Takes the second factor of an account away, with a code of it. */
@Injectable()
export class RemoveTotp {
  constructor(
    private readonly prove: ProveFactor,
    private readonly factors: SecondFactors,
    private readonly mailer: Mailer,
    private readonly audit: AuditLog,
  ) {}

  run(userId: string, code: string): Promise<void> {
    return this.prove.run(userId, code, async (within, { email: to, username: name }) => {
      await this.factors.remove(userId, within);
      await this.audit.record({ type: 'mfa.disabled', userId }, within);
      await this.mailer.send({ template: 'factor_removed', to, values: { name } }, within);
    });
  }
}
