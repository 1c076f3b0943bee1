import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { type StormService } from './storm-system';

const plenty = '600000/1m burst 100000';

/** What all instances of one system share: production has it from its secrets. */
export class SharedSettings {
  readonly operatorToken = randomBytes(24).toString('hex');
  readonly mailFolder: string;
  /** Of the role that each service has in PostgreSQL. */
  readonly rolePassword = randomBytes(24).toString('hex');
  private readonly secret = randomBytes(32).toString('hex');

  constructor(private readonly folder: string) {
    this.mailFolder = join(folder, 'mails');
  }

  /** As in production, but for the mails, which become files, and for what counts one network: all people are on it. */
  environment(service: StormService): NodeJS.ProcessEnv {
    return {
      NODE_ENV: 'production',
      LOG_LEVEL: 'info',
      // All of it is on one machine: with the usual 100 ms nobody would be in normal mode long enough to be struck in it.
      REDIS_COMMAND_TIMEOUT: '250',
      DATABASE_CONNECT_TIMEOUT_MS: '3000',
      // Those who ask say from where, as a balancer before the gateways would.
      TRUSTED_PROXIES: '127.0.0.1',
      PUBLIC_URL: 'https://secure.example',
      OPERATOR_TOKEN: this.operatorToken,
      // Sockets of the client library say nothing of where they are from: all of them are from this machine.
      SOCKETS_PER_ADDRESS: '10000',
      ...(service === 'gateway' && { RATE_LIMIT_SOCKET_ADDRESS: plenty, RATE_LIMIT_POLL_ADDRESS: plenty }),
      STORAGE_DIR: join(this.folder, 'files'),
      ...this.ownOf(service),
    };
  }

  private ownOf(service: StormService): NodeJS.ProcessEnv {
    if (service === 'auth')
      return {
        ...{ AUTH_SECRET: this.secret, SIGNING_KEYS_SECRET: this.secret, SMTP_URL: '' },
        ...{ MAIL_OUTBOX_DIR: this.mailFolder, MAIL_REQUESTS_PER_HOUR: '1000000', MFA_REQUIRED_ROLES: '' },
      };
    if (service === 'storage') return { STORAGE_SECRET: this.secret };
    return service === 'video' ? { PUSH_SECRET: this.secret } : {};
  }
}
