import { lookup as lookupName, type LookupAddress } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { isPublicAddress } from './public-address';
import { PrivateAddressError } from './private-address.error';

/** Finds all addresses of a name. */
export type Resolve = (host: string, done: (error: Error | null, addresses: LookupAddress[]) => void) => void;

const resolveName: Resolve = (host, done) => lookupName(host, { all: true, verbatim: true }, done);
const resolveWithinMs = 3_000;

/** Where a push may be sent: to public addresses by https, so that nobody has us ask what is not theirs. */
export class PushTargets {
  constructor(
    private readonly mayBePrivate: boolean,
    private readonly resolve: Resolve = resolveName,
  ) {}

  /** For connections: they lead to the very address that was looked at, and to no other. */
  readonly lookup: LookupFunction = (host, options, done) => {
    this.addressesOf(host).then(
      (addresses) => {
        const [{ address, family }] = addresses as [LookupAddress];
        if (options.all) done(null, addresses);
        else done(null, address, family);
      },
      (error: Error) => done(error, '', 0),
    );
  };

  /** What is wrong with an endpoint by its text alone; undefined: nothing. */
  writtenFaultOf(endpoint: string): string | undefined {
    if (!URL.canParse(endpoint)) return 'must be a URL';
    const { protocol, username, password, port, hostname } = new URL(endpoint);
    const isPlain = this.mayBePrivate && protocol === 'http:' && isLoopback(hostname);
    if (protocol !== 'https:' && !isPlain) return 'must begin with https://';
    if (username !== '' || password !== '') return 'must not have a user or a password';
    if (port !== '' && !this.mayBePrivate) return 'must not have a port';
    const literal = hostname.replace(/^\[|\]$/g, '');
    if (isIP(literal) !== 0 && !this.isAllowed(literal)) return 'must lead to a public address';
    return undefined;
  }

  /** The same, and where its name leads. */
  async faultOf(endpoint: string): Promise<string | undefined> {
    const fault = this.writtenFaultOf(endpoint);
    if (fault !== undefined) return fault;
    const { hostname } = new URL(endpoint);
    if (isIP(hostname.replace(/^\[|\]$/g, '')) !== 0) return undefined;
    try {
      await this.addressesOf(hostname);
      return undefined;
    } catch (error) {
      if (error instanceof PrivateAddressError) return 'must lead to a public address';
      return 'must have a name that leads somewhere';
    }
  }

  /** One that is not public is enough to refuse them all: which of them is asked is nobody's promise. */
  private addressesOf(host: string): Promise<LookupAddress[]> {
    return new Promise((resolve, reject) => {
      const late = () => reject(new Error(`The addresses of ${host} were not found in time`));
      const timer = setTimeout(late, resolveWithinMs);
      this.resolve(host, (error, addresses) => {
        clearTimeout(timer);
        if (error) return reject(error);
        const isRefused = addresses.some(({ address }) => !this.isAllowed(address));
        if (addresses.length === 0 || isRefused) return reject(new PrivateAddressError(host));
        resolve(addresses);
      });
    });
  }

  private isAllowed(address: string): boolean {
    return this.mayBePrivate || isPublicAddress(address);
  }
}

const isLoopback = (hostname: string): boolean => ['127.0.0.1', '[::1]', 'localhost'].includes(hostname);
