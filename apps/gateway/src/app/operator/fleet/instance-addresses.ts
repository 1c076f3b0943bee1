import { isIPv6 } from 'node:net';

/** All addresses that a name stands for. */
export type FindAddresses = (name: string) => Promise<readonly { readonly address: string }[]>;

/** Whoever comes is shown so much later at most, and the resolver has other work to do. */
const againMs = 2_000;
/** A name that stands for everything would have everything asked, once a second. */
const mostAddresses = 100;

/**
 * Where the instances at a URL are: at each address of its name, where that has several, so that each is asked and told
 * by itself. Where it has one of either kind the name is kept; so is it where a certificate is looked at, which is for a
 * name.
 */
export class InstanceAddresses {
  private found: readonly string[];
  private finding: Promise<void> | undefined;
  private askedAt = -Infinity;

  constructor(
    private readonly url: URL,
    private readonly find: FindAddresses,
  ) {
    this.found = [url.origin];
  }

  get origins(): readonly string[] {
    return this.found;
  }

  /** Looks again, now and then and one at a time; never rejects. */
  async look(): Promise<void> {
    const isDue = performance.now() - this.askedAt >= againMs;
    if (this.url.protocol === 'http:' && isDue && !this.finding) {
      this.askedAt = performance.now();
      this.finding = this.ask().finally(() => (this.finding = undefined));
    }
    await this.finding;
  }

  private async ask(): Promise<void> {
    // Where nobody knows the name, whoever was there last is still asked, and is seen to answer or not.
    const found = await this.find(this.url.hostname).catch(() => undefined);
    if (found) this.found = this.originsOf(found.map(({ address }) => address));
  }

  /** A process that listens at both kinds of address is one: those of the kind that there are more of. */
  private originsOf(addresses: readonly string[]): readonly string[] {
    const different = [...new Set(addresses)].sort();
    const [six, four] = [true, false].map((is) => different.filter((each) => isIPv6(each) === is));
    const most = (six ?? []).length > (four ?? []).length ? six : four;
    if (!most || most.length < 2) return [this.url.origin];
    return most.slice(0, mostAddresses).map((address) => this.at(address));
  }

  private at(address: string): string {
    const url = new URL(this.url);
    url.hostname = isIPv6(address) ? `[${address}]` : address;
    return url.origin;
  }
}
