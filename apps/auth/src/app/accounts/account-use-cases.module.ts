import { Module, type Type } from '@nestjs/common';
import { DirectoryStoreModule } from '@secureconnect/directory-store';
import { AuditModule } from '../audit/audit.module';
import { LinksModule } from '../links/links.module';
import { MailModule } from '../mail/mail.module';
import { PasswordsModule } from '../passwords/passwords.module';
import { AuthSecrets } from '../secrets/auth-secrets';
import { AuthSecretsModule } from '../secrets/auth-secrets.module';
import { SessionPresence } from '../sessions/session-presence';
import { AccountDirectoryRecord } from './account-directory-record.adapter';
import { AccountErasures } from './account-erasures';
import { AccountLimits } from './account-limits.service';
import { AccountList } from './account-list.adapter';
import { AccountMailRequests } from './account-mail-requests';
import { AccountRecord } from './account-record.adapter';
import { ChangePassword } from './change-password.use-case';
import { ClaimAddress } from './claim-address';
import { ConfirmPassword } from './confirm-password.use-case';
import { CreateAccount } from './create-account.use-case';
import { DeleteOwnAccount } from './delete-own-account.use-case';
import { DirectoryChanges } from './directory-changes';
import { DisableAccount } from './disable-account.use-case';
import { EnableAccount } from './enable-account.use-case';
import { EndAccountSessions } from './end-account-sessions.use-case';
import { EndSessions } from './end-sessions.use-case';
import { EraseAccount } from './erase-account';
import { HeldNames } from './held-names.adapter';
import { FindInDirectory } from './find-in-directory.use-case';
import { KeepAdministrator } from './keep-administrator.policy';
import { LivingAccounts } from './living-accounts.adapter';
import { LiveSession } from './live-session.policy';
import { ReadAccount } from './read-account.use-case';
import { RegisterAccount } from './register-account.use-case';
import { RemoveAccount } from './remove-account.use-case';
import { RemoveUnverified } from './remove-unverified.use-case';
import { ReportLock } from './report-lock.use-case';
import { RequestMail } from './request-mail.use-case';
import { ResetPassword } from './reset-password.use-case';
import { UnlockAccount } from './unlock-account.use-case';
import { UpdateAccount } from './update-account.use-case';
import { UpdateProfile } from './update-profile.use-case';
import { VerifyEmail } from './verify-email.use-case';

const directory = DirectoryStoreModule.forRoot({
  record: AccountDirectoryRecord,
  imports: [AuthSecretsModule],
  inject: [AuthSecrets],
  useFactory: (secrets: AuthSecrets) => ({ secret: secrets.keysFor('directory')[0].key.toString('hex') }),
});

const useCases: Type[] = [
  ...[RegisterAccount, RequestMail, VerifyEmail, ResetPassword, ChangePassword, ConfirmPassword, ReportLock],
  ...[
    UpdateProfile,
    DeleteOwnAccount,
    RemoveAccount,
    RemoveUnverified,
    EraseAccount,
    ClaimAddress,
    HeldNames,
    CreateAccount,
    UpdateAccount,
    ReadAccount,
  ],
  ...[DisableAccount, EnableAccount, UnlockAccount, EndAccountSessions, EndSessions, FindInDirectory],
];

const records = [
  ...[AccountRecord, AccountList, LivingAccounts, AccountLimits, AccountMailRequests, AccountErasures],
];
const policies = [DirectoryChanges, KeepAdministrator, LiveSession, SessionPresence];

/** What may be done with accounts, however it is asked for; needs the stores of sessions, revocations, attempts and presence, which are the app's. */
@Module({
  imports: [AuditModule, LinksModule, MailModule, AuthSecretsModule, PasswordsModule, directory],
  providers: [...records, ...policies, ...useCases],
  exports: [AuditModule, LinksModule, MailModule, ...records, ...policies, ...useCases],
})
export class AccountUseCasesModule {}
