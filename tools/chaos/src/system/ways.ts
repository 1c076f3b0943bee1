import { type FaultProxy, type ProxyTarget, startFaultProxy } from '@secureconnect/testing';
import { AddressRelay } from './address-relay';
import { type WayCut } from './storm-system';
import { type PortNames } from './told-names';

/** The network between the parts of a system: each way is one proxy, or one to each server that the other side is. */
export class Ways {
  private readonly proxies = new Map<string, FaultProxy[]>();
  private readonly relays: AddressRelay[] = [];

  /** Opens a part of a way; gives the proxy that is to be asked in place of the target. */
  async open(name: string, target: ProxyTarget): Promise<FaultProxy> {
    const proxy = await startFaultProxy({ target });
    this.proxies.set(name, [...(this.proxies.get(name) ?? []), proxy]);
    return proxy;
  }

  /** Opens a way to servers that name each other; gives under which ports they are to be asked. */
  async openToGroup(name: string, ports: readonly number[]): Promise<PortNames> {
    const names = new Map<string, string>();
    for (const port of ports) {
      const relay = await AddressRelay.start(port, () => names);
      this.relays.push(relay);
      names.set(String(port), String((await this.open(name, relay.port)).port));
    }
    return names;
  }

  cut(name: string, how: WayCut): () => Promise<void> {
    const parts = this.partsOf(name);
    for (const part of parts) {
      if (how === 'silent') part.blackhole();
      else if (how === 'answers') part.halfOpen('replies');
      else {
        void part.refuse(); // Nobody is let in from here on; it resolves when the port is free.
        part.reset();
      }
    }
    return () => heal(parts);
  }

  loseAnswers(name: string): () => Promise<void> {
    const parts = this.partsOf(name);
    parts.forEach((part) => part.dropReplies({ thenReset: true }));
    return () => heal(parts);
  }

  drop(name: string): void {
    this.partsOf(name).forEach((part) => part.reset());
  }

  delay(name: string, ms: number): () => Promise<void> {
    const parts = this.partsOf(name);
    parts.forEach((part) => part.delay(ms));
    return () => heal(parts);
  }

  flap(name: string, ms: number): () => Promise<void> {
    const parts = this.partsOf(name);
    parts.forEach((part) => part.flap(ms, ms));
    return () => heal(parts);
  }

  async close(): Promise<void> {
    await Promise.all([...this.proxies.values()].flat().map((proxy) => proxy.close()));
    await Promise.all(this.relays.map((relay) => relay.close()));
  }

  private partsOf(name: string): readonly FaultProxy[] {
    const parts = this.proxies.get(name);
    if (!parts) throw new Error(`There is no way ${JSON.stringify(name)}.`);
    return parts;
  }
}

async function heal(parts: readonly FaultProxy[]): Promise<void> {
  await Promise.all(parts.map((part) => part.heal()));
}
