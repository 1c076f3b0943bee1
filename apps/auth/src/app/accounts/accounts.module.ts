import { type DynamicModule, Module, type ModuleMetadata, type Type } from '@nestjs/common';
import { DirectoryStoreModule } from '@secureconnect/directory-store';
import { AuditModule } from '../audit/audit.module';
import { LinksModule } from '../links/links.module';
import { MailModule } from '../mail/mail.module';
import { AuthSecrets } from '../secrets/auth-secrets';
import { AuthSecretsModule } from '../secrets/auth-secrets.module';
import { AccountDirectoryRecord } from './account-directory-record.adapter';
import { AccountErasures } from './account-erasures';
import { AccountLimits } from './account-limits.service';
import { AccountList } from './account-list.adapter';
import { AccountMailRequests } from './account-mail-requests';
import { AccountRecord } from './account-record.adapter';
import { AccountStateController } from './account-state.controller';
import { ChangePassword } from './change-password.use-case';
import { ConfirmPassword } from './confirm-password.use-case';
import { CreateAccount } from './create-account.use-case';
import { DeleteOwnAccount } from './delete-own-account.use-case';
import { DirectoryChanges } from './directory-changes';
import { DirectoryController } from './directory.controller';
import { DisableAccount } from './disable-account.use-case';
import { EnableAccount } from './enable-account.use-case';
import { EndAccountSessions } from './end-account-sessions.use-case';
import { EndSessions } from './end-sessions.use-case';
import { FindInDirectory } from './find-in-directory.use-case';
import { KeepAdministrator } from './keep-administrator.policy';
import { MeController } from './me.controller';
import { PasswordController } from './password.controller';
import { ReadAccount } from './read-account.use-case';
import { RegisterAccount } from './register-account.use-case';
import { RegistrationController } from './registration.controller';
import { RemoveAccount } from './remove-account.use-case';
import { ReportLock } from './report-lock.use-case';
import { RequestMail } from './request-mail.use-case';
import { ResetPassword } from './reset-password.use-case';
import { UnlockAccount } from './unlock-account.use-case';
import { UpdateAccount } from './update-account.use-case';
import { UpdateProfile } from './update-profile.use-case';
import { UsersController } from './users.controller';
import { VerifyEmail } from './verify-email.use-case';

const directory = DirectoryStoreModule.forRoot({
  record: AccountDirectoryRecord,
  imports: [AuthSecretsModule],
  inject: [AuthSecrets],
  useFactory: (secrets: AuthSecrets) => ({ secret: secrets.keysFor('directory')[0].key.toString('hex') }),
});

const useCases: Type[] = [
  ...[RegisterAccount, RequestMail, VerifyEmail, ResetPassword, ChangePassword, ConfirmPassword, ReportLock],
  ...[UpdateProfile, DeleteOwnAccount, RemoveAccount, CreateAccount, UpdateAccount, ReadAccount],
  ...[DisableAccount, EnableAccount, UnlockAccount, EndAccountSessions, EndSessions, FindInDirectory],
];

/** Accounts: how people come to have one, change it and leave it, and how administrators keep them. */
@Module({})
export class AccountsModule {
  /** `imports` give the stores of sessions, revocations and attempts, and the passwords. */
  static forRoot(imports: NonNullable<ModuleMetadata['imports']>): DynamicModule {
    return {
      module: AccountsModule,
      imports: [AuditModule, LinksModule, MailModule, AuthSecretsModule, directory, ...imports],
      controllers: [
        ...[RegistrationController, PasswordController, MeController, UsersController],
        ...[AccountStateController, DirectoryController],
      ],
      providers: [
        ...[AccountRecord, AccountList, AccountLimits, AccountMailRequests, AccountErasures],
        ...[DirectoryChanges, KeepAdministrator, ...useCases],
      ],
      exports: [
        AccountRecord,
        AccountErasures,
        EndSessions,
        ReportLock,
        AuditModule,
        MailModule,
        LinksModule,
      ],
    };
  }
}
