import { type ServiceDefinition } from '@secureconnect/platform';
import { accountSettings } from './accounts/account.settings';
import { admin } from './accounts/admin.command';
import { AppModule } from './app.module';
import { loginSettings } from './login/login.settings';
import { mailSettings } from './mail/mail.settings';
import { mfaSettings } from './mfa/mfa.settings';
import { migrations } from './migrations.constants';
import { passwordSettings } from './passwords/password.settings';
import { riskSettings } from './risk/risk.settings';
import { authSecretSettings } from './secrets/auth-secret.settings';
import { signingKeySettings } from './signing-keys/signing-key.settings';

/** What makes this process the auth service. */
export const service: ServiceDefinition = {
  name: 'auth',
  module: AppModule,
  settings: {
    ...{ ...authSecretSettings, ...signingKeySettings, ...loginSettings, ...accountSettings },
    ...{ ...passwordSettings, ...mfaSettings, ...riskSettings, ...mailSettings },
  },
  migrations,
  commands: { admin },
};
