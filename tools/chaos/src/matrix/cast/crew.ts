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

/** Access tokens live 15 minutes, and who has shown a password within 10 may do more. */
const freshMs = 8 * 60_000;
const seededAtOnce = 100;

/** Whoever it takes to ask for everything, and the ways to bring them about. They ask the first instance of each service. */
export class Crew implements Asking {
  readonly mail: MailBox;
  private readonly clients = new Map<string, HttpClient>();
  private readonly regulars = new Map<string, Promise<Person>>();
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
  async regular(name: string): Promise<Person> {
    const known = await (this.regulars.get(name) ?? this.remember(name, this.newcomer()));
    return Date.now() - known.since < freshMs ? known : this.remember(name, this.logIn(known));
  }

  /** An administrator who has shown a second factor. */
  async admin(): Promise<Person> {
    const known = await (this.regulars.get('admin') ?? this.remember('admin', makeAdministrator(this)));
    return Date.now() - known.since < freshMs ? known : this.remember('admin', makeAdministrator(this));
  }

  async logIn(account: Account): Promise<Person> {
    const body = { email: account.email, password };
    return personOf(account, (await this.do('auth', 'POST /v1/auth/login', { body })).json as Tokens);
  }

  /** Made when it is first asked for, and the same from then on. */
  once<Made>(name: string, make: () => Promise<Made>): Promise<Made> {
    const known = this.made.get(name) ?? make();
    this.made.set(name, known);
    return known as Promise<Made>;
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
    const known = this.voices.get(service) ?? ServiceVoice.of(service, this.system.postgres);
    this.voices.set(service, known);
    return known;
  }

  close(): void {
    for (const client of this.clients.values()) client.close();
  }

  private async beginTalk(a: Person, b: Person): Promise<string> {
    const body = { type: 'direct', member_ids: [b.id] };
    return ((await this.do('chat', 'POST /v1/conversations', { as: a, body })).json as { id: string }).id;
  }

  private remember(name: string, person: Promise<Person>): Promise<Person> {
    this.regulars.set(name, person);
    return person;
  }

  private async seed(): Promise<void> {
    this.seeded.push(...(await seedAccounts(this.system.postgres, seededAtOnce)));
    this.seeding = undefined;
  }

  private clientOf(service: StormService): HttpClient {
    const known = this.clients.get(service) ?? httpClient(this.system.instance(`${service}-0`).url);
    this.clients.set(service, known);
    return known;
  }
}
