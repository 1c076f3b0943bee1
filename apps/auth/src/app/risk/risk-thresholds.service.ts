import { Injectable } from '@nestjs/common';
import { InjectSettings } from '@secureconnect/platform';
import { type RiskValues } from './risk.settings';

const never = 100;
const reaches = (score: number, percent: number): boolean => percent < never && score * 100 >= percent;

/** What a risk leads to. */
@Injectable()
export class RiskThresholds {
  constructor(@InjectSettings() private readonly values: RiskValues) {}

  /** Whether a login needs more than a password. */
  isRiskyLogin(score: number): boolean {
    return reaches(score, this.values.RISK_STEP_UP_PERCENT);
  }

  /** What becomes of a session whose refresh token is shown. */
  ofRefresh(score: number): 'go_on' | 'reauthenticate' | 'revoke' {
    if (reaches(score, this.values.RISK_REVOKE_PERCENT)) return 'revoke';
    return reaches(score, this.values.RISK_REAUTHENTICATE_PERCENT) ? 'reauthenticate' : 'go_on';
  }
}
