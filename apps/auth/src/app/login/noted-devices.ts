import { Injectable } from '@nestjs/common';
import { type Transaction } from '@secureconnect/platform';
import { type Account } from '../accounts/account';
import { AccountLimits } from '../accounts/account-limits.service';
import { AuditLog } from '../audit/audit-log';
import { Mailer } from '../mail/mailer';
import { type Sighting } from '../risk/sighting';
import { familyNamesOf } from '../risk/user-agent-family';
import { KnownDevices } from './known-devices.adapter';

/** Notes the devices that log in, and tells their owners of new ones. */
@Injectable()
export class NotedDevices {
  constructor(
    private readonly devices: KnownDevices,
    private readonly limits: AccountLimits,
    private readonly mailer: Mailer,
    private readonly audit: AuditLog,
  ) {}

  /** The first device of an account is no news to anybody. */
  async note(
    { id: userId, email, username: name }: Account,
    seen: Sighting,
    within: Transaction,
  ): Promise<void> {
    const novelty = await this.devices.note(userId, seen, within.manager);
    if (novelty !== 'another') return;
    await this.audit.record({ type: 'device.new', userId }, within);
    if (!(await this.limits.mayMail('device', email, within))) return;
    const values = { name, device: familyNamesOf(seen.userAgent), address: seen.address };
    await this.mailer.send({ template: 'new_device', to: email, values }, within);
  }
}
