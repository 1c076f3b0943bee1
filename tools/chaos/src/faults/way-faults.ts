import { type StormSystem } from '../system/storm-system';
import { type EndFault, type StormFault } from './storm-fault';

const slowMs = 300;
const flapMs = 300;

const wayFault = (
  name: string,
  does: string,
  begin: (system: StormSystem, way: string) => EndFault,
): StormFault => ({
  ...{ name, does, takes: 'way' as const, forms: ['standalone', 'sentinel', 'cluster'] as const },
  targets: ({ ways }) => ways,
  begin: async (system, target) => begin(system, target),
});

/** A way on which everything takes so much longer. */
export const slowWay = (ms: number): StormFault =>
  wayFault('way-slow', `all that passes a way takes ${ms} ms longer each way`, (system, way) =>
    system.delay(way, ms),
  );

/** What happens to the network between two parts. */
export const wayFaults: readonly StormFault[] = [
  wayFault('way-silent', 'a way is silent: what is sent arrives when it is whole again', (system, way) =>
    system.cut(way, 'silent'),
  ),
  wayFault(
    'way-one-sided',
    'what is asked on a way arrives and is done; what is answered arrives when it is whole again',
    (system, way) => system.cut(way, 'answers'),
  ),
  wayFault(
    'way-answers-lost',
    'what is asked on a way arrives and is done; its answer is lost, and the connection with it',
    (system, way) => system.loseAnswers(way),
  ),
  wayFault('way-cut', 'a way is cut: connections are reset, new ones refused', (system, way) =>
    system.cut(way, 'reset'),
  ),
  wayFault(
    'way-flapping',
    `a way is there for ${flapMs} ms, and away for as long, again and again`,
    (system, way) => system.flap(way, flapMs),
  ),
  slowWay(slowMs),
];
