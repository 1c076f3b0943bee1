import { type ClamdServer, Dice, type PrometheusServer, startClamd } from '@secureconnect/testing';
import { StartedSystem } from '../../system/start-system';
import { startTraffic } from '../../traffic/start-traffic';
import { type Traffic } from '../../traffic/traffic';
import { AlertWatch } from './alert-watch';
import { type AlertChange } from './alert-change';
import { OwnDisk } from './own-disk';
import { startWatching } from './start-watching';

/** How the system is started, and who is in it. */
export interface FleetOptions {
  readonly people: number;
  readonly seed: number;
  /** Files lie on a disk that can be filled. */
  readonly ownDisk: boolean;
  /** There is little room for kept writes, for an alert that wants it full; else as much as in production. */
  readonly littleRoom: boolean;
  readonly told: (change: AlertChange) => void;
}

/** Between two steps of one person: nobody hurries. */
const pauseMs = 1_000;
/**
 * So few that an outage of minutes fills the room, and so many that one store alone has more than the alert of growing
 * wants by then; production has a hundred thousand.
 */
const keptWrites = '300';
/** Something that clamd knows, for it does not start without. */
const signatures = { Nothing: Buffer.from('nobody uploads this') };

/** The system of a storm, people in it, and a Prometheus as it is shipped that watches all of it. */
export class WatchedFleet {
  private constructor(
    readonly system: StartedSystem,
    readonly traffic: Traffic,
    readonly clamd: ClamdServer,
    readonly disk: OwnDisk,
    readonly prometheus: PrometheusServer,
    readonly watch: AlertWatch,
  ) {}

  /** Resolves when everybody is signed in and busy, and every instance was scraped. */
  static async start({ people, seed, ownDisk, littleRoom, told }: FleetOptions): Promise<WatchedFleet> {
    const [clamd, disk] = await Promise.all([startClamd({ signatures }), OwnDisk.open(ownDisk)]);
    const env = {
      STORAGE_CLAMAV_ADDRESS: `tcp://127.0.0.1:${clamd.port}`,
      STORAGE_DIR: disk.folder,
      ...(littleRoom && { REDIS_KEPT_WRITES_MAX: keptWrites }),
    };
    const system = await StartedSystem.start({ form: 'standalone', env });
    const traffic = await startTraffic({ system, dice: new Dice(seed), people, pauseMs });
    const prometheus = await startWatching(system.instances);
    return new WatchedFleet(system, traffic, clamd, disk, prometheus, new AlertWatch(prometheus, told));
  }

  async close(): Promise<void> {
    this.watch.end();
    await this.prometheus.close();
    await this.system.close();
    await Promise.all([this.clamd.close(), this.disk.close()]);
  }
}
