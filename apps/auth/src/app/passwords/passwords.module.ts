import { Module } from '@nestjs/common';
import { HasherMetrics } from './hasher-metrics.service';
import { PasswordHasher } from './password-hasher.service';
import { PasswordPolicy } from './password-policy.service';

/** Passwords: which may be chosen, and how they are hashed and verified. */
@Module({
  providers: [PasswordHasher, PasswordPolicy, HasherMetrics],
  exports: [PasswordHasher, PasswordPolicy],
})
export class PasswordsModule {}
