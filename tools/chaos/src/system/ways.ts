import { type FaultProxy, type ProxyTarget, startFaultProxy } from '@secureconnect/testing';

/** The network between the parts of a system: each way is one proxy, or one to each server that the other side is. */
export class Ways {
  private readonly proxies = new Map<string, FaultProxy[]>();

  /** Opens a part of a way; gives the proxy that is to be asked in place of the target. */
  async open(name: string, target: ProxyTarget): Promise<FaultProxy> {
    const proxy = await startFaultProxy({ target });
    this.proxies.set(name, [...(this.proxies.get(name) ?? []), proxy]);
    return proxy;
  }

  cut(name: string, how: 'silent' | 'reset'): () => Promise<void> {
    const parts = this.partsOf(name);
    for (const part of parts) {
      if (how === 'silent') part.blackhole();
      else void part.refuse().then(() => part.reset());
    }
    return () => heal(parts);
  }

  delay(name: string, ms: number): () => Promise<void> {
    const parts = this.partsOf(name);
    parts.forEach((part) => part.delay(ms));
    return () => heal(parts);
  }

  async close(): Promise<void> {
    await Promise.all([...this.proxies.values()].flat().map((proxy) => proxy.close()));
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
