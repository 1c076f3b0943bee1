import { Module } from '@nestjs/common';
import { AuthSecretsModule } from '../secrets/auth-secrets.module';
import { Challenges } from './challenges';
import { RecoveryCodes } from './recovery-codes';
import { SecondFactors } from './second-factors';

/** What login needs to ask for a code: which accounts have a factor, and logins that wait. */
@Module({
  imports: [AuthSecretsModule],
  providers: [Challenges, RecoveryCodes, SecondFactors],
  exports: [Challenges, RecoveryCodes, SecondFactors],
})
export class SecondFactorModule {}
