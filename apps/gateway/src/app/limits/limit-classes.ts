/** For whom a class of routes is limited; each is asked beside the others. */
export interface LimitClass {
  /** By the client's network: an IPv4 address, or the /64 of an IPv6 one. */
  readonly address: string;
  /** By who is signed in. */
  readonly user?: string;
  /** By the key that a program shows, in place of its address. */
  readonly key: string;
}

/**
 * How often each kind of route may be called. An address may stand for a whole office, so it is given more than one of
 * its people; where passwords and secret links could be guessed or mails sent, that does not help the office.
 */
export const limitClasses = {
  read: { address: '6000/1m burst 1000', user: '1200/1m burst 300', key: '60000/1m burst 5000' },
  write: { address: '1800/1m burst 300', user: '300/1m burst 100', key: '18000/1m burst 2000' },
  send: { address: '3000/1m burst 500', user: '240/1m burst 60', key: '30000/1m burst 3000' },
  upload: { address: '1200/1m burst 300', user: '240/1m burst 100', key: '12000/1m burst 2000' },
  link: { address: '1200/1m burst 300', key: '12000/1m burst 2000' },
  call: { address: '600/1m burst 100', user: '60/1m burst 20', key: '6000/1m burst 500' },
  directory: { address: '300/1m burst 60', user: '30/1m burst 10', key: '3000/1m burst 300' },
  login: { address: '300/1m burst 100', key: '3000/1m burst 300' },
  register: { address: '300/1h burst 100', key: '3000/1h burst 300' },
  refresh: { address: '600/1m burst 200', key: '6000/1m burst 500' },
  recovery: { address: '120/10m burst 60', key: '1200/10m burst 300' },
  socket: { address: '600/1m burst 200', key: '6000/1m burst 1000' },
  poll: { address: '12000/1m burst 1000', user: '1200/1m burst 200', key: '120000/1m burst 10000' },
  token: { address: '1200/1m burst 300', key: '12000/1m burst 1000' },
} as const satisfies Record<string, LimitClass>;

/** The name of a class of routes. */
export type LimitClassName = keyof typeof limitClasses;
