import { parseArgs } from 'node:util';
import { Module } from '@nestjs/common';
import { type ServiceCommand } from '@secureconnect/platform';
import { AuditLog } from '../audit/audit-log';
import { PostgresAuditLog } from '../audit/postgres-audit-log.adapter';
import { PasswordHasher } from '../passwords/password-hasher.service';
import { PasswordPolicy } from '../passwords/password-policy.service';
import { AccountRecord } from './account-record.adapter';
import { askPassword } from './ask-password';
import { type AdministratorOutcome, MakeAdministrator } from './make-administrator.use-case';

const audit = { provide: AuditLog, useClass: PostgresAuditLog };

/** No more than it takes: nothing here listens, looks for Redis or sends mail. */
@Module({ providers: [MakeAdministrator, AccountRecord, PasswordHasher, PasswordPolicy, audit] })
class AdminModule {}

const sentences: Readonly<Record<AdministratorOutcome, string>> = {
  made: 'is an administrator now, with an account of that password',
  promoted: 'is an administrator now; the password is the one the account had',
  unchanged: 'was an administrator already; nothing was changed',
};

/** `admin --email … --username …`: makes an administrator. */
export const admin: ServiceCommand = {
  module: AdminModule,
  async run(app, args) {
    const options = { email: { type: 'string' }, username: { type: 'string' } } as const;
    const { email, username } = parseArgs({ args: [...args], options }).values;
    if (!email) throw new Error('Say who: admin --email <address> --username <name>');
    const outcome = await app.get(MakeAdministrator).run({ email, username, askPassword });
    return `${email} ${sentences[outcome]}.`;
  },
};
