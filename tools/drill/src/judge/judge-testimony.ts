import { type ServiceName } from '@secureconnect/contracts';
import { type Fault } from '../faults/fault';
import { type SelfReport } from '../watch/self-report';
import { type Testimony } from '../watch/witness';
import { type Check } from './check';

const lostLine = /Redis: \w+ -> degraded/;
const backLine = /Redis: \w+ -> normal/;

/** Whether orchestrators, Prometheus, programs and whoever reads logs were told what people do not notice. */
export function judgeTestimony({ isNoticed }: Fault, testimony: Testimony): Check[] {
  return isNoticed
    ? [...whileAway(testimony), ...whenBack(testimony)]
    : [emptied(testimony), ...whenBack(testimony)];
}

function whileAway(testimony: Testimony): Check[] {
  const { reports, marks } = testimony;
  return [
    check('Every service stays ready, so that nobody restarts it', reports.during, notReady),
    check('Metrics say so, too (redis_degraded_mode is 1)', reports.during, (report) =>
      degradedIsNot(1, report),
    ),
    check('Each log has a line that Redis is away', reports.during, (report) =>
      lacks(lostLine, report, testimony),
    ),
    marked('Answers carry the mark X-Service-Mode', marks.during, 'degraded'),
  ];
}

function whenBack(testimony: Testimony): Check[] {
  const { reports, marks } = testimony;
  return [
    check('Metrics say that it is over (redis_degraded_mode is 0)', reports.after, (report) =>
      degradedIsNot(0, report),
    ),
    check('Each log has a line that Redis is back', reports.after, (report) =>
      lacks(backLine, report, testimony),
    ),
    marked('Answers carry it no more', marks.after, ''),
  ];
}

const emptied = ({ reports: { before, after } }: Testimony): Check =>
  check('Every service noticed that Redis was emptied', after, (report) => noChange(before, report));

const marked = (asks: string, mark: string, wanted: string): Check => ({
  ...{ asks, held: mark === wanted, said: mark || 'no mark' },
});

/** Holds where no service is at fault. */
function check(
  asks: string,
  reports: readonly SelfReport[],
  faultOf: (report: SelfReport) => string | undefined,
): Check {
  const faults = reports.flatMap((report) => {
    const fault = faultOf(report);
    return fault === undefined ? [] : [`${report.service}: ${fault}`];
  });
  if (faults.length > 0) return { asks, held: false, said: faults.join(', ') };
  return { asks, held: reports.length > 0, said: `all ${reports.length} services` };
}

const notReady = ({ isReady }: SelfReport) => (isReady ? undefined : 'not ready');

const degradedIsNot = (value: number, { degraded }: SelfReport) =>
  degraded === value ? undefined : `it is ${degraded ?? 'not there'}`;

const lacks = (line: RegExp, { service }: { readonly service: ServiceName }, { logs }: Testimony) =>
  line.test(logs.get(service) ?? '') ? undefined : 'no such line';

const noChange = (before: readonly SelfReport[], { service, changes }: SelfReport) => {
  const earlier = before.find((report) => report.service === service)?.changes ?? 0;
  return changes > earlier ? undefined : 'no change was counted';
};
