import { auth } from './benchmarks/auth';
import { type Benchmark } from './benchmark';
import { cacheManager } from './benchmarks/cache-manager';
import { chat } from './benchmarks/chat';
import { declaredCall } from './benchmarks/declared-call';
import { gateway } from './benchmarks/gateway';
import { gatewaySockets } from './benchmarks/gateway-sockets';
import { gateThroughput } from './benchmarks/gate-throughput';
import { idleMemory } from './benchmarks/idle-memory';
import { instanceCosts } from './benchmarks/instance-costs';
import { jobs } from './benchmarks/jobs';
import { memoryEngine } from './benchmarks/memory-engine';
import { multiLayer } from './benchmarks/multi-layer';
import { outage } from './benchmarks/outage';
import { rateLimit } from './benchmarks/rate-limit';
import { realtime } from './benchmarks/realtime';
import { reconcile } from './benchmarks/reconcile';
import { requestCost } from './benchmarks/request-cost';
import { serviceStart } from './benchmarks/service-start';
import { storage } from './benchmarks/storage';
import { video } from './benchmarks/video';

/** All there are, in the order they run. A new one is a file in `benchmarks/` and a line here. */
export const benchmarks: readonly Benchmark[] = [
  serviceStart,
  idleMemory,
  instanceCosts,
  requestCost,
  gateThroughput,
  gateway,
  gatewaySockets,
  declaredCall,
  outage,
  reconcile,
  rateLimit,
  memoryEngine,
  cacheManager,
  multiLayer,
  realtime,
  chat,
  video,
  storage,
  jobs,
  auth,
];
