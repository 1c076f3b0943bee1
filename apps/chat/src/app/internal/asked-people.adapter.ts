import { Injectable } from '@nestjs/common';
import { type IdentityValues } from '@secureconnect/identity';
import {
  InjectSettings,
  RecentEntries,
  ServiceAwayError,
  type ServiceClient,
  ServiceClients,
} from '@secureconnect/platform';
import { AccountsAwayError } from './accounts-away.error';
import { KnownPeople } from './known-people';

/** As many ids as one address has room for. */
const mostAtOnce = 100;
/** Whoever is disabled or gone since can be added for as long as this; she cannot come in. */
const knownMs = 60_000;
const mostKnown = 20_000;

/** Who has an account, as auth says; whoever had one a moment ago is not asked about again. */
@Injectable()
export class AskedPeople extends KnownPeople {
  private readonly auth: ServiceClient;
  /** Until when each counts as known. */
  private readonly known = new RecentEntries<number>(mostKnown);

  constructor(clients: ServiceClients, @InjectSettings() { AUTH_URL }: Pick<IdentityValues, 'AUTH_URL'>) {
    super();
    this.auth = clients.to({ name: 'auth', origin: AUTH_URL });
  }

  async unknownOf(ids: readonly string[]): Promise<readonly string[]> {
    const now = performance.now();
    const asked = ids.filter((id) => (this.known.get(id.toLowerCase()) ?? -Infinity) < now);
    const found = new Set<string>();
    for (let from = 0; from < asked.length; from += mostAtOnce)
      for (const id of await this.ask(asked.slice(from, from + mostAtOnce))) found.add(id);
    for (const id of found) this.known.set(id, now + knownMs);
    return asked.filter((id) => !found.has(id.toLowerCase()));
  }

  private async ask(ids: readonly string[]): Promise<readonly string[]> {
    try {
      const { status, body } = await this.auth.ask({ path: `/internal/accounts?ids=${ids.join(',')}` });
      if (status !== 200) throw new AccountsAwayError(`auth answers ${status}`);
      return (body as { items: { id: string }[] }).items.map(({ id }) => id);
    } catch (cause) {
      throw cause instanceof ServiceAwayError ? new AccountsAwayError('', { cause }) : cause;
    }
  }
}
