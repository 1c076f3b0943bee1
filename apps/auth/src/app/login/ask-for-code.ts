import { Injectable } from '@nestjs/common';
import { InjectSettings, Transactions } from '@secureconnect/platform';
import { AuditLog } from '../audit/audit-log';
import { Mailer } from '../mail/mailer';
import { Challenges } from '../mfa/challenges';
import { type MfaValues, requiredRolesOf } from '../mfa/mfa.settings';
import { needsSecondFactor } from '../mfa/needs-second-factor';
import { SecondFactors } from '../mfa/second-factors';
import { RiskThresholds } from '../risk/risk-thresholds.service';
import { LoginMetrics } from './login-metrics.service';
import { type Entry } from './open-session';
import { type StepUpDetails, StepUpRequiredError } from './step-up-required.error';
import { contextOf } from './waiting-login';

/** Has a login wait for a code, where a password is not enough. */
@Injectable()
export class AskForCode {
  constructor(
    private readonly factors: SecondFactors,
    private readonly challenges: Challenges,
    private readonly thresholds: RiskThresholds,
    private readonly mailer: Mailer,
    private readonly audit: AuditLog,
    private readonly transactions: Transactions,
    private readonly metrics: LoginMetrics,
    @InjectSettings() private readonly values: MfaValues,
  ) {}

  /** Throws a StepUpRequiredError where a code is needed. */
  async run(entry: Entry): Promise<void> {
    const { account, risk } = entry;
    const need = needsSecondFactor({
      role: account.role,
      isEnrolled: await this.factors.isEnrolled(account.id),
      isRisky: this.thresholds.isRiskyLogin(risk.score),
      requiredRoles: requiredRolesOf(this.values),
    });
    if (need === 'no') return;
    const details = await this.issue(entry, need);
    this.metrics.count('step_up');
    throw new StepUpRequiredError(details);
  }

  private issue(entry: Entry, need: 'code' | 'mail'): Promise<StepUpDetails> {
    const { id: userId, email, username: name } = entry.account;
    return this.transactions.run(async (within) => {
      const by = need === 'mail' ? 'mail' : 'factor';
      const issued = await this.challenges.issue(userId, contextOf(entry), by, within.manager);
      const { challenge, expiresAt, mailCode: code } = issued;
      if (code !== undefined)
        await this.mailer.send({ template: 'login_code', to: email, values: { name, code } }, within);
      const { score, reasons } = entry.risk;
      const told = { by, risk: score, reasons: reasons.join(' ') };
      await this.audit.record({ type: 'login.code_asked', userId, details: told }, within);
      const methods = code === undefined ? (['totp', 'recovery_code'] as const) : (['mail'] as const);
      return { challenge, expires_at: expiresAt.toISOString(), methods };
    });
  }
}
