import { bootScenarios } from './boot-scenarios.contract';
import { clusterScenarios } from './cluster-scenarios.contract';
import { eviction } from './eviction-scenario.contract';
import { flapping } from './flapping-scenario.contract';
import { hugeReply } from './huge-reply-scenario.contract';
import { listeningScenarios } from './listening-scenarios.contract';
import { noQueue } from './no-queue-scenario.contract';
import { once } from './once-scenario.contract';
import { ownStall } from './own-stall-scenario.contract';
import { reEntry } from './re-entry-scenario.contract';
import { type Scenario } from './scenario.contract';
import { sentinelFailover } from './sentinel-scenario.contract';
import { silentFaults } from './silent-faults.contract';
import { stormScenario } from './storm-scenario.contract';
import { tellingFaults } from './telling-faults.contract';

/** Every fault that concerns a client of Redis, in the order of the table. */
export const scenarios: readonly Scenario[] = [
  ...[...tellingFaults, ...silentFaults].map(stormScenario),
  once,
  eviction,
  ...clusterScenarios,
  sentinelFailover,
  hugeReply,
  noQueue,
  ...listeningScenarios,
  ownStall,
  ...bootScenarios,
  reEntry,
  flapping,
];
