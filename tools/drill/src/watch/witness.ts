import { serviceNames, type ServiceName } from '@secureconnect/contracts';
import { type Cast } from '../cast/cast';
import { type Phase } from '../phase';
import { type RunningSystem } from '../system/running-system';
import { LogTail } from './log-tail';
import { type SelfReport, selfReports } from './self-report';

/** What the services said of themselves: to machines, in their logs, and with an answer to a person. */
export interface Testimony {
  /** Before the fault, at the end of it, and when all was done once more without it. */
  readonly reports: Readonly<Record<Phase, readonly SelfReport[]>>;
  /** `X-Service-Mode` of an answer at these times; empty where it has none. */
  readonly marks: Readonly<Record<Phase, string>>;
  /** What each has logged since the drill began. */
  readonly logs: ReadonlyMap<ServiceName, string>;
}

/** Asks the services about themselves at the three times of a drill, and reads what they log. */
export class Witness {
  private readonly reports: Record<Phase, readonly SelfReport[]> = { before: [], during: [], after: [] };
  private readonly marks: Record<Phase, string> = { before: '', during: '', after: '' };
  private readonly tail: LogTail;

  constructor(
    private readonly system: RunningSystem,
    private readonly cast: Cast,
    private readonly token: string,
  ) {
    this.tail = new LogTail(system.redis.stateFolder);
  }

  /** From here on logs are read. */
  async begin(): Promise<void> {
    await this.tail.begin();
    await this.look('before');
  }

  async look(when: Phase): Promise<void> {
    const { gateway } = this.cast;
    this.reports[when] = await selfReports(this.system.services);
    this.marks[when] = await gateway.ask('GET', '/v1/users/me', { token: this.token }).then(
      ({ headers }) => headers.get('x-service-mode') ?? '',
      (error: Error) => error.message,
    );
  }

  /** All of it, when there is no more to come. */
  async testimony(): Promise<Testimony> {
    const logs = new Map<ServiceName, string>();
    for (const name of serviceNames) logs.set(name, await this.tail.of(name));
    const { reports, marks } = this;
    return { reports, marks, logs };
  }
}
