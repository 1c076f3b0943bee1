import { parseArgs } from 'node:util';
import { type INestApplicationContext, Module } from '@nestjs/common';
import { JobsModule } from '@secureconnect/jobs';
import { Drain, type ServiceCommand } from '@secureconnect/platform';
import { AuditLog } from '../audit/audit-log';
import { PostgresAuditLog } from '../audit/postgres-audit-log.adapter';
import { PasswordHasher } from '../passwords/password-hasher.service';
import { PasswordPolicy } from '../passwords/password-policy.service';
import { AccountRecord } from './account-record.adapter';
import { askPassword } from './ask-password';
import { type AdministratorOutcome, MakeAdministrator } from './make-administrator.use-case';
import { RequestFactorReset } from './request-factor-reset.use-case';

const audit = { provide: AuditLog, useClass: PostgresAuditLog };

@Module({ providers: [Drain], exports: [Drain] })
class DrainModule {}

/** No more than it takes: nothing here listens, looks for Redis, sends mail or runs a job. */
@Module({
  imports: [{ module: DrainModule, global: true }, JobsModule.forRoot({ isWorking: false })],
  providers: [
    ...[MakeAdministrator, RequestFactorReset],
    ...[AccountRecord, PasswordHasher, PasswordPolicy, audit],
  ],
})
class AdminModule {}

const sentences: Readonly<Record<AdministratorOutcome, string>> = {
  made: 'is an administrator now, with an account of that password',
  promoted: 'is an administrator now; the password is the one the account had',
  unchanged: 'was an administrator already; nothing was changed',
};

const usage = 'admin --email <address> --username <name>, or admin reset-factor --email <address>';

async function resetFactor(app: INestApplicationContext, email: string): Promise<string> {
  await app.get(RequestFactorReset).run(email);
  return `The second factor of ${email} is taken away and its sessions end: within seconds where auth runs, else once it starts.`;
}

/** `admin --email … --username …` makes an administrator, `admin reset-factor --email …` takes a second factor away. */
export const admin: ServiceCommand = {
  module: AdminModule,
  async run(app, args) {
    const options = { email: { type: 'string' }, username: { type: 'string' } } as const;
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
    const { email, username } = values;
    if (!email) throw new Error(`Say who: ${usage}`);
    if (positionals.join() === 'reset-factor') return resetFactor(app, email);
    if (positionals.length > 0) throw new Error(`There is no ${positionals.join(' ')}: ${usage}`);
    const outcome = await app.get(MakeAdministrator).run({ email, username, askPassword });
    return `${email} ${sentences[outcome]}.`;
  },
};
