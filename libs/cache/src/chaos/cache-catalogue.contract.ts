import { type CacheScenario } from './cache-scenario.contract';
import { cutScenarios } from './cut-scenario.contract';
import { layersScenario } from './layers-scenario.contract';
import { managerScenario } from './manager-scenario.contract';
import { redisFaults } from './redis-faults.contract';

/** All that a cache must survive. */
export const cacheScenarios: readonly CacheScenario[] = [
  ...cutScenarios,
  ...redisFaults.map(layersScenario),
  ...redisFaults.map(managerScenario),
];
