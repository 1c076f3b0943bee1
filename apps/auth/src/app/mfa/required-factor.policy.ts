import { Injectable } from '@nestjs/common';
import { type Caller } from '@secureconnect/identity';
import { InjectSettings } from '@secureconnect/platform';
import { type Account } from '../accounts/account';
import { RecentLoginNeededError } from '../accounts/recent-login-needed.error';
import { type MfaValues, requiredRolesOf } from './mfa.settings';
import { SecondFactorRequiredError } from './second-factor-required.error';

/** What else is asked of roles that must have a second factor. */
@Injectable()
export class RequiredFactor {
  constructor(@InjectSettings() private readonly values: MfaValues) {}

  /** Throws where the first factor would be set up in a session that began with a password alone, as one from before may have. */
  checkEnrolment({ role }: Account, { methods }: Caller): void {
    if (this.isRequiredOf(role) && !methods.includes('mail')) throw new RecentLoginNeededError('');
  }

  /** Throws where the factor may not go. */
  checkRemoval({ role }: Caller): void {
    if (this.isRequiredOf(role)) throw new SecondFactorRequiredError('');
  }

  private isRequiredOf(role: Account['role']): boolean {
    return requiredRolesOf(this.values).includes(role);
  }
}
