import { CacheFullError } from '../../memory/errors/cache-full.error';
import { MemoryEngine } from '../../memory/memory-engine';
import { type MemoryEngineOptions } from '../../memory/memory-engine.options';
import { CacheEngine, type CacheEngineStats } from './cache-engine.port';

/** The memory engine as the first layer. */
export class MemoryCacheEngine extends CacheEngine {
  private readonly engine: MemoryEngine;

  constructor(options: MemoryEngineOptions = {}) {
    super();
    this.engine = new MemoryEngine(options);
  }

  get(key: string): string | null {
    return this.engine.get(key);
  }

  set(key: string, text: string, ttlMs: number): void {
    try {
      this.engine.set(key, text, Math.ceil(ttlMs));
    } catch (error) {
      if (!(error instanceof CacheFullError)) throw error;
      // What was held under the key is not what it should hold any more.
      this.engine.del(key);
    }
  }

  delete(key: string): void {
    this.engine.del(key);
  }

  get stats(): CacheEngineStats {
    const { itemCount, memoryUsage, evictions } = this.engine.metrics;
    return { entries: itemCount, bytes: memoryUsage, evictions };
  }

  close(): void {
    this.engine.close();
  }
}
