import { setTimeout as sleep } from 'node:timers/promises';
import { clock, colour, say } from '../terminal';
import { endOf, lastLines, Service, type ServicePlan } from './service';
import { readablePath } from '../workspace';

const look = 250;
const longestPause = 30_000;
// One that ran this long before it died has not the trouble of the time before.
const settled = 60_000;

/** The services of one run: started together, watched, ended together. */
export class Fleet {
  readonly services: readonly Service[];
  private readonly deaths = new Map<Service, number>();

  constructor(
    plans: readonly ServicePlan[],
    private readonly ending: AbortSignal,
  ) {
    this.services = plans.map((plan) => new Service(plan));
  }

  /** Starts all; resolves when all take requests, throws for the first that does not start. */
  async start(): Promise<void> {
    // The door opens last: who finds it ready finds what is behind it ready too.
    const doors = this.services.filter(({ plan }) => plan.name === 'gateway');
    await this.launch(this.services.filter((service) => !doors.includes(service)));
    await this.launch(doors);
  }

  private async launch(services: readonly Service[]): Promise<void> {
    services.forEach((service) => service.launch());
    await Promise.all(services.map((service) => service.ready(this.ending)));
  }

  /** Ends all, each with its own time to finish what it has accepted. */
  async stop(): Promise<void> {
    await Promise.all(this.services.map((service) => service.stop()));
  }

  /** Says it when a service dies and starts it again, ever later, until the run ends. */
  async watch(): Promise<void> {
    await Promise.all(this.services.map((service) => this.watchOne(service)));
  }

  private async watchOne(service: Service): Promise<void> {
    let born = Date.now();
    while (!this.ending.aborted) {
      await sleep(look, undefined, { signal: this.ending }).catch(() => undefined); // It ends: the loop sees it.
      if (this.ending.aborted || service.process.running) continue;
      if (Date.now() - born > settled) this.deaths.delete(service);
      await this.bringBack(service);
      born = Date.now();
    }
  }

  private async bringBack(service: Service): Promise<void> {
    const { name, logFile } = service.plan;
    const deaths = (this.deaths.get(service) ?? 0) + 1;
    this.deaths.set(service, deaths);
    const pause = Math.min(1_000 * 2 ** (deaths - 1), longestPause);
    const { process } = service;
    const what = `died (${endOf(process)}, pid ${process.pid}); started again in ${pause / 1000} s`;
    say(`${clock()}  ${name.padEnd(8)}  ${colour.red(what)}; ${readablePath(logFile)} ends:`);
    say(colour.dim(lastLines(process.log(), 5)));
    await sleep(pause, undefined, { signal: this.ending }).catch(() => undefined); // It ends: nothing to start.
    if (this.ending.aborted) return;
    service.launch();
    await service.ready(this.ending).then(
      () =>
        this.ending.aborted || say(`${clock()}  ${name.padEnd(8)}  runs again, pid ${service.process.pid}`),
      () => undefined, // Its death is seen, and said, by the next look.
    );
  }
}
