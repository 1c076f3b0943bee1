import { type DynamicModule, Module, type ModuleMetadata } from '@nestjs/common';
import { SecondFactorModule } from '../mfa/second-factor.module';
import { RiskModule } from '../risk/risk.module';
import { EndOneSession } from './end-one-session';
import { EndSessionById } from './end-session-by-id.use-case';
import { LogOut } from './log-out.use-case';
import { RefreshController } from './refresh.controller';
import { RefreshTokens } from './refresh-tokens.use-case';
import { SessionRisk } from './session-risk';
import { SessionsController } from './sessions.controller';
import { TendAuth } from './tend-auth';

/** Sessions: how they go on, are shown and end. */
@Module({})
export class SessionsModule {
  /** `imports` give login, accounts, and the stores of sessions, revocations, attempts and presence. */
  static forRoot(imports: NonNullable<ModuleMetadata['imports']>): DynamicModule {
    return {
      module: SessionsModule,
      imports: [RiskModule, SecondFactorModule, ...imports],
      controllers: [SessionsController, RefreshController],
      providers: [RefreshTokens, SessionRisk, EndOneSession, EndSessionById, LogOut, TendAuth],
    };
  }
}
