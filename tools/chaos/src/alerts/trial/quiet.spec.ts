import { type ActiveAlert } from '@secureconnect/testing';
import { stormNow } from '../../history/storm-clock';
import { type Step } from '../../history/storm-history';
import { subjects } from '../../history/subject';
import { AlertWatch } from '../live/alert-watch';
import { quietInWords } from '../report/quiet-in-words';
import { Quiet } from './quiet';

const down: ActiveAlert = {
  ...{ labels: { alertname: 'ServiceDown', service: 'chat' }, annotations: {} },
  state: 'firing',
};

describe('a quiet', () => {
  let now: ActiveAlert[] = [];
  let watch: AlertWatch;
  let steps: Step[];
  let failures: string[];

  beforeEach(() => {
    // The clock of steps is made of two, of which a faked one lacks the origin.
    jest.useFakeTimers({ doNotFake: ['performance'] });
    now = [];
    watch = new AlertWatch({ alerts: () => Promise.resolve(now) });
    [steps, failures] = [[], []];
  });
  afterEach(() => {
    watch.end();
    jest.useRealTimers();
  });

  const begin = () => new Quiet({ watch, traffic: { steps, failures }, services: [] }, { samples: [] });
  const later = (seconds: number) => jest.setSystemTime(Date.now() + 1_000 * seconds);
  const textsOf = (quiet: Quiet) => quiet.result().findings.map(({ text }) => text);
  const everybodyDoes = (inMs = 0) => {
    const ended = stormNow() + inMs;
    for (const subject of subjects)
      steps.push({
        ...{ subject, what: 'something', actor: 'ann', door: 'gateway-0', facts: {} },
        ...{ begun: ended, ended, outcome: 'done' },
      });
  };

  it('holds where people did something of everything and nothing fired, and says how much', async () => {
    const quiet = begin();
    everybodyDoes();
    later(60);
    await watch.look();
    quiet.look();
    expect(quiet.result().findings).toEqual([]);
    const page = quietInWords(quiet.result(), 'a day');
    expect(page).toContain('1 minutes of normal traffic on a day: nothing fired.');
    expect(page).toContain('| calls | 1 | 1.0 | 1 | 0 | 0 | 0 |');
  });

  it('is none where nobody does anything of something, or somebody stopped', () => {
    const quiet = begin();
    everybodyDoes();
    steps.splice(subjects.indexOf('calls'), 1);
    failures.push('TypeError: nobody is there\n at somewhere');
    expect(textsOf(quiet)).toEqual([
      'nobody did anything of calls for 0.0 minutes',
      'somebody stopped: TypeError: nobody is there',
    ]);
  });

  it('is none where people did nothing for minutes in the middle of it', () => {
    const quiet = begin();
    everybodyDoes();
    everybodyDoes(6 * 60_000);
    expect(textsOf(quiet)).toContain('nobody did anything of files for 6.0 minutes');
  });

  it('knows an alert that has fired since before it began, and one that fires in it', async () => {
    now = [down];
    await watch.look();
    const quiet = begin();
    now = [down, { ...down, labels: { alertname: 'JobsDying' } }];
    await watch.look();
    expect(textsOf(quiet)).toEqual(
      expect.arrayContaining(['ServiceDown{service=chat} fired already', 'JobsDying{} fired']),
    );
  });

  it('shows nothing while Prometheus does not say what fires', () => {
    const quiet = begin();
    later(40);
    quiet.look();
    expect(textsOf(quiet)).toContain('Prometheus said nothing for 0.7 minutes');
  });
});
