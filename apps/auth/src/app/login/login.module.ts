import { Module, type OnModuleInit } from '@nestjs/common';
import { AccountErasures } from '../accounts/account-erasures';
import { AccountUseCasesModule } from '../accounts/account-use-cases.module';
import { SecondFactorModule } from '../mfa/second-factor.module';
import { StepUpCompletion } from '../mfa/step-up-completion.port';
import { PasswordsModule } from '../passwords/passwords.module';
import { RiskModule } from '../risk/risk.module';
import { AuthSecretsModule } from '../secrets/auth-secrets.module';
import { TokensModule } from '../tokens/tokens.module';
import { AskForCode } from './ask-for-code';
import { CheckPassword } from './check-password.use-case';
import { Enter } from './enter';
import { KnownDevices } from './known-devices.adapter';
import { LockReports } from './lock-reports';
import { LogIn } from './log-in.use-case';
import { LoginAnswers } from './login-answers.service';
import { LoginController } from './login.controller';
import { LoginMetrics } from './login-metrics.service';
import { NotedDevices } from './noted-devices';
import { OpenSession } from './open-session';
import { StepUpLogin } from './step-up-login';

const uses = [
  ...[AccountUseCasesModule, PasswordsModule, AuthSecretsModule],
  ...[RiskModule, SecondFactorModule, TokensModule],
];

/** Logging in; needs the stores, which are the app's. */
@Module({
  imports: uses,
  controllers: [LoginController],
  providers: [
    ...[LogIn, CheckPassword, AskForCode, Enter, OpenSession, LoginAnswers, LoginMetrics],
    ...[KnownDevices, NotedDevices, LockReports],
    { provide: StepUpCompletion, useClass: StepUpLogin },
  ],
  exports: [StepUpCompletion, LoginAnswers, LoginMetrics, KnownDevices],
})
export class LoginModule implements OnModuleInit {
  constructor(
    private readonly erasures: AccountErasures,
    private readonly devices: KnownDevices,
  ) {}

  onModuleInit(): void {
    this.erasures.add((userId, manager) => this.devices.erase(userId, manager));
  }
}
