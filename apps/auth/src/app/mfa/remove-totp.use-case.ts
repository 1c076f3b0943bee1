import { Injectable } from '@nestjs/common';
import { type Caller } from '@secureconnect/identity';
import { AuditLog } from '../audit/audit-log';
import { Mailer } from '../mail/mailer';
import { ProveFactor } from './prove-factor.use-case';
import { RequiredFactor } from './required-factor.policy';
import { SecondFactors } from './second-factors';
import { StepUpCompletion } from './step-up-completion.port';

/** Takes the second factor of an account away, with a code of it. */
@Injectable()
export class RemoveTotp {
  constructor(
    private readonly prove: ProveFactor,
    private readonly required: RequiredFactor,
    private readonly factors: SecondFactors,
    private readonly mailer: Mailer,
    private readonly audit: AuditLog,
    private readonly login: StepUpCompletion,
  ) {}

  /** Rejects with 403 where the role must have one; the other sessions end, for they are in by what counts no more. */
  async run(caller: Caller, code: string): Promise<void> {
    this.required.checkRemoval(caller);
    const { userId } = caller;
    await this.prove.run(userId, code, async (within, { email: to, username: name }) => {
      await this.factors.remove(userId, within);
      await this.audit.record({ type: 'mfa.disabled', userId }, within);
      await this.mailer.send({ template: 'factor_removed', to, values: { name } }, within);
      await this.login.lower(caller, within);
    });
  }
}
