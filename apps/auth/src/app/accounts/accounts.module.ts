import { Module } from '@nestjs/common';
import { AccountStateController } from './account-state.controller';
import { AccountUseCasesModule } from './account-use-cases.module';
import { DirectoryController } from './directory.controller';
import { InternalAccountsController } from './internal-accounts.controller';
import { MeController } from './me.controller';
import { PasswordController } from './password.controller';
import { RegistrationController } from './registration.controller';
import { UsersController } from './users.controller';

/** Accounts: how people come to have one, change it and leave it, and how administrators keep them. */
@Module({
  imports: [AccountUseCasesModule],
  controllers: [
    ...[RegistrationController, PasswordController, MeController, UsersController],
    ...[AccountStateController, DirectoryController, InternalAccountsController],
  ],
  exports: [AccountUseCasesModule],
})
export class AccountsModule {}
