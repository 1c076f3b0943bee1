import { type DynamicModule, Module, type ModuleMetadata } from '@nestjs/common';
import { AccountTransactions } from './account-transactions';
import { CodeAllowance } from './code-allowance';
import { ConfirmTotp } from './confirm-totp.use-case';
import { EnrolTotp } from './enrol-totp.use-case';
import { MfaController } from './mfa.controller';
import { ProveFactor } from './prove-factor.use-case';
import { RemoveTotp } from './remove-totp.use-case';
import { RenewRecoveryCodes } from './renew-recovery-codes.use-case';
import { SecondFactorModule } from './second-factor.module';
import { StepUp } from './step-up.use-case';

/** The routes of the second factor. */
@Module({})
export class MfaModule {
  /** `imports` give `AccountRecord`, `AuditLog`, and `StepUpCompletion`, which login implements. */
  static forRoot({ imports = [] }: Pick<ModuleMetadata, 'imports'>): DynamicModule {
    return {
      module: MfaModule,
      imports: [SecondFactorModule, ...imports],
      controllers: [MfaController],
      providers: [
        ...[AccountTransactions, CodeAllowance, ProveFactor],
        ...[ConfirmTotp, EnrolTotp, RemoveTotp, RenewRecoveryCodes, StepUp],
      ],
    };
  }
}
