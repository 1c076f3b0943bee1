import { Injectable } from '@nestjs/common';
import { AuditLog } from '../audit/audit-log';
import { ProveFactor } from './prove-factor.use-case';
import { RecoveryCodes } from './recovery-codes';

/** Gives an account new recovery codes and voids those before, with a code. */
@Injectable()
export class RenewRecoveryCodes {
  constructor(
    private readonly prove: ProveFactor,
    private readonly recovery: RecoveryCodes,
    private readonly audit: AuditLog,
  ) {}

  run(userId: string, code: string): Promise<string[]> {
    return this.prove.run(userId, code, async (within) => {
      await this.audit.record({ type: 'mfa.recovery_codes_renewed', userId }, within);
      return this.recovery.issue(userId, within.manager);
    });
  }
}
