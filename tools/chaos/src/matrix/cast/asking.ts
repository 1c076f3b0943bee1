import { type HttpAnswer } from '@secureconnect/testing';
import { type StormService, type StormSystem } from '../../system/storm-system';
import { type Account, type Person } from './person';

/** What a request has besides its route. */
export interface Said {
  readonly as?: Person;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** As much of the crew as it takes to bring somebody about. */
export interface Asking {
  readonly system: StormSystem;
  do(service: StormService, route: string, said?: Said): Promise<HttpAnswer>;
  ask(service: StormService, route: string, said?: Said): Promise<HttpAnswer>;
  account(): Promise<Account>;
  logIn(account: Account): Promise<Person>;
}
