import { randomUUID } from 'node:crypto';
import { type HttpAnswer, httpClient, type HttpClient } from '@secureconnect/testing';
import { type StormService, type StormSystem } from '../../system/storm-system';
import { newAddress } from './new-address';
import { makeAdministrator } from './administrator';
import { type Asking, type Said } from './asking';
import { MailBox } from './mail-box';
import { type Account, bearer, password, type Person, personOf, type Tokens } from './person';
import { seedAccounts } from './seed-accounts';
import { ServiceVoice } from './service-voice';

/**
 * Access tokens live 15 minutes, and who has shown a password within 10 may do more; what a frozen PostgreSQL is asked
 * comes minutes after it was made ready.
 */
const freshMs = 3 * 60_000;
const seededAtOnce = 100;

/** What could not be made once is tried again by whoever asks next: nobody is lost for all faults that follow. */
function remember<Key, Made>(all: Map<Key, Promise<Made>>, key: Key, made: Promise<Made>): Promise<Made> {
  all.set(key, made);
  made.catch(() => all.get(key) === made && all.delete(key));
  return made;
}

/** Whoever it takes to ask for everything, and the ways to bring them about. They ask the first instance of each service. */
export class Crew implements Asking {
  readonly mail: MailBox;
  private readonly clients = new Map<string, HttpClient>();
  private readonly regulars = new Map<string, Promise<Person>>();
  private readonly accounts = new Map<string, Account>();
  private readonly made = new Map<string, Promise<unknown>>();
  private readonly voices = new Map<StormService, Promise<ServiceVoice>>();
  private seeded: Account[] = [];
  private seeding: Promise<void> | undefined;

  constructor(readonly system: StormSystem) {
    this.mail = new MailBox(system.mailFolder);
  }

  /** Asks a service for something that is needed; throws where it is not given. */
  async do(service: StormService, route: string, said: Said = {}): Promise<HttpAnswer> {
    const answer = await this.ask(service, route, said);
    if (answer.status < 300) return answer;
    throw new Error(`${service} answered ${route} with ${answer.status}: ${answer.text}`);
  }

  /** The same, whatever is answered. */
  ask(service: StormService, route: string, { as, body, headers }: Said = {}): Promise<HttpAnswer> {
    const [method = '', path = ''] = route.split(' ');
    return this.clientOf(service).request(method, path, {
      ...{ body, deadline: 20_000 },
      headers: { ...(as && bearer(as)), 'x-forwarded-for': newAddress(), ...headers },
    });
  }

  /** Somebody with an account whom nobody has met yet. */
  async account(): Promise<Account> {
    while (this.seeded.length === 0) await (this.seeding ??= this.seed());
    return this.seeded.pop() as Account;
  }

  /** The same, signed in. */
  async newcomer(): Promise<Person> {
    return this.logIn(await this.account());
  }

  /** Who goes by that name all the time; with a token that lives long enough. */
  regular(name: string): Promise<Person> {
    return this.current(name, () => this.enter(name));
  }

  /** An administrator who has shown a second factor. */
  admin(): Promise<Person> {
    return this.current('admin', () => makeAdministrator(this));
  }

  async logIn(account: Account): Promise<Person> {
    const body = { email: account.email, password };
    return personOf(account, (await this.do('auth', 'POST /v1/auth/login', { body })).json as Tokens);
  }

  /** Made when it is first asked for, and the same from then on. */
  once<Made>(name: string, make: () => Promise<Made>): Promise<Made> {
    return (this.made.get(name) ?? remember(this.made, name, make())) as Promise<Made>;
  }

  /** The conversation of two. */
  talk(a: Person, b: Person): Promise<string> {
    return this.once(`talk of ${a.id} and ${b.id}`, () => this.beginTalk(a, b));
  }

  async message(as: Person, conversation: string): Promise<{ id: string; seq: number }> {
    const body = { client_msg_id: randomUUID(), body: 'something that is said' };
    const { json } = await this.do('chat', `POST /v1/conversations/${conversation}/messages`, { as, body });
    return (
      (json as { message?: { id: string; seq: number } }).message ?? (json as { id: string; seq: number })
    );
  }

  voice(service: StormService): Promise<ServiceVoice> {
    const make = () => remember(this.voices, service, ServiceVoice.of(service, this.system.postgres));
    return this.voices.get(service) ?? make();
  }

  close(): void {
    for (const client of this.clients.values()) client.close();
  }

  /** Those who find her token too old at the same time let her in once: nobody may have more than a few sessions. */
  private async current(name: string, letIn: () => Promise<Person>): Promise<Person> {
    const before = this.regulars.get(name) ?? remember(this.regulars, name, letIn());
    const known = await before;
    if (Date.now() - known.since < freshMs) return known;
    const after = this.regulars.get(name);
    return after === undefined || after === before ? remember(this.regulars, name, letIn()) : after;
  }

  private async beginTalk(a: Person, b: Person): Promise<string> {
    const body = { type: 'direct', member_ids: [b.id] };
    return ((await this.do('chat', 'POST /v1/conversations', { as: a, body })).json as { id: string }).id;
  }

  /** The same account each time, though a login failed: what it has made is its own. */
  private async enter(name: string): Promise<Person> {
    const account = this.accounts.get(name) ?? (await this.account());
    this.accounts.set(name, account);
    return this.logIn(account);
  }

  private async seed(): Promise<void> {
    try {
      this.seeded.push(...(await seedAccounts(this.system.postgres, seededAtOnce)));
    } finally {
      this.seeding = undefined;
    }
  }

  private clientOf(service: StormService): HttpClient {
    const known = this.clients.get(service) ?? httpClient(this.system.instance(`${service}-0`).url);
    this.clients.set(service, known);
    return known;
  }
}
