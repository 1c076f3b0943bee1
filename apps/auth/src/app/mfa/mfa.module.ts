import { type DynamicModule, Module, type ModuleMetadata, type OnModuleInit } from '@nestjs/common';
import { AccountErasures } from '../accounts/account-erasures';
import { AccountTransactions } from './account-transactions';
import { Challenges } from './challenges';
import { CodeAllowance } from './code-allowance';
import { ConfirmTotp } from './confirm-totp.use-case';
import { EnrolTotp } from './enrol-totp.use-case';
import { FactorAdministrationController } from './factor-administration.controller';
import { FactorResets } from './factor-resets';
import { MfaController } from './mfa.controller';
import { ProveFactor } from './prove-factor.use-case';
import { RemoveTotp } from './remove-totp.use-case';
import { RenewRecoveryCodes } from './renew-recovery-codes.use-case';
import { RequiredFactor } from './required-factor.policy';
import { ResetFactor } from './reset-factor.use-case';
import { SecondFactors } from './second-factors';
import { SecondFactorModule } from './second-factor.module';
import { StepUp } from './step-up.use-case';

/** The routes of the second factor. */
@Module({})
export class MfaModule implements OnModuleInit {
  constructor(
    private readonly erasures: AccountErasures,
    private readonly factors: SecondFactors,
    private readonly challenges: Challenges,
  ) {}

  /** `imports` give what accounts, the record of events and mail are reached by, and `StepUpCompletion`, which login implements. */
  static forRoot({ imports = [] }: Pick<ModuleMetadata, 'imports'>): DynamicModule {
    return {
      module: MfaModule,
      imports: [SecondFactorModule, ...imports],
      controllers: [MfaController, FactorAdministrationController],
      providers: [
        ...[AccountTransactions, CodeAllowance, RequiredFactor, ProveFactor],
        ...[ConfirmTotp, EnrolTotp, RemoveTotp, RenewRecoveryCodes, ResetFactor, FactorResets, StepUp],
      ],
    };
  }
  onModuleInit(): void {
    this.erasures.add(async (userId, manager) => {
      await this.challenges.endAll(userId, { manager });
      await this.factors.remove(userId, { manager });
    });
  }
}
