import { Module } from '@nestjs/common';
import { AccountUseCasesModule } from '../accounts/account-use-cases.module';
import { LoginModule } from '../login/login.module';
import { SecondFactorModule } from '../mfa/second-factor.module';
import { RiskModule } from '../risk/risk.module';
import { EndOneSession } from './end-one-session';
import { EndSessionById } from './end-session-by-id.use-case';
import { FormerSeals } from './former-seals';
import { LogOut } from './log-out.use-case';
import { RefreshController } from './refresh.controller';
import { RefreshTokens } from './refresh-tokens.use-case';
import { SessionRisk } from './session-risk';
import { SessionsController } from './sessions.controller';
import { SuspectRefreshes } from './suspect-refreshes';
import { TendAuth } from './tend-auth';

/** Sessions: how they go on, are shown and end; needs the stores, which are the app's. */
@Module({
  imports: [AccountUseCasesModule, LoginModule, RiskModule, SecondFactorModule],
  controllers: [SessionsController, RefreshController],
  providers: [
    ...[RefreshTokens, SessionRisk, SuspectRefreshes, EndOneSession, EndSessionById, LogOut],
    ...[TendAuth, FormerSeals],
  ],
})
export class SessionsModule {}
