import { type Found, type Step, type StormHistory } from '../history/storm-history';

/** One wrong thing that is put into a history of a real storm, and the word by which its model is to find it. */
export interface Plant {
  readonly what: string;
  readonly fault: string;
  readonly into: (history: StormHistory) => StormHistory;
}

type Is<T> = (one: T, history: StormHistory) => boolean;

const changed = <T>(all: readonly T[], at: number, by: Partial<T>): T[] => {
  if (at < 0) throw new Error('This storm has nothing into which that could be planted.');
  return all.map((one, index) => (index === at ? { ...one, ...by } : one));
};
const ofStep =
  (is: Is<Step>, by: Partial<Step>) =>
  (history: StormHistory): StormHistory => ({
    ...history,
    steps: changed(
      history.steps,
      history.steps.reduce((last, step, at) => (is(step, history) ? at : last), -1),
      by,
    ),
  });
const ofFound =
  (is: Is<Found>, facts: Found['facts']) =>
  (history: StormHistory): StormHistory => {
    const at = history.found.findIndex((one) => is(one, history));
    return {
      ...history,
      found: changed(history.found, at, { facts: { ...history.found[at]?.facts, ...facts } }),
    };
  };
const yes = { outcome: 'done', status: 200 } as const;
const withStep =
  (step: Partial<Step> & Pick<Step, 'subject' | 'what'>) =>
  (history: StormHistory): StormHistory => {
    const at = { begun: history.ended - 20, ended: history.ended - 10 };
    const whole = { ...at, actor: 'person', door: 'gateway-0', outcome: 'done', facts: {}, ...step } as const;
    return { ...history, steps: [...history.steps, whole] };
  };
const isLeft = ({ facts }: Step, { steps }: StormHistory): boolean =>
  steps.some(
    (step) =>
      step.what === 'log-out' && step.outcome !== 'refused' && step.facts['account'] === facts['account'],
  );

/** For each model at least one, as the people of a storm would have seen it. */
export const plants: readonly Plant[] = [
  {
    what: 'a visitor is refused by a session that nobody ended',
    fault: 'sessions/logged-out',
    into: (history) => {
      const logins = history.steps.filter(({ what, outcome }) => what === 'log-in' && outcome === 'done');
      const alive = logins.find((step) => step.facts['session'] !== undefined && !isLeft(step, history));
      const step = {
        subject: 'sessions',
        what: 'use',
        actor: 'person',
        door: 'chat-0',
        outcome: 'refused',
      } as const;
      const facts = { session: alive?.facts['session'] ?? '', ageMs: 1 };
      const at = { begun: history.ended - 20, ended: history.ended - 10 };
      return { ...history, steps: [...history.steps, { ...step, ...at, status: 401, facts }] };
    },
  },
  {
    what: 'a revoked token is taken',
    fault: 'revocations/revocation-undone',
    into: ofStep(({ what, code }) => what === 'use' && code === 'token_revoked', { ...yes, code: '' }),
  },
  {
    what: 'a wrong password lets somebody in',
    fault: 'lockouts/wrong-let-in',
    into: ofStep(({ what }) => what === 'guess', yes),
  },
  {
    what: 'the limiter lets everybody through',
    fault: 'limits/over-admitted',
    into: (history) => ({
      ...history,
      steps: history.steps.map((step) => (step.what === 'ask-limited' ? { ...step, ...yes } : step)),
    }),
  },
  {
    what: 'a message is at another number',
    fault: 'messages/message-moved',
    into: ofFound(({ what }) => what === 'message', { seq: 1_000_000 }),
  },
  {
    what: 'somebody who is connected is offline at the end',
    fault: 'presence/presence-lost',
    into: ofFound(({ what, facts }) => what === 'presence' && facts['connected'] === true, {
      status: 'offline',
    }),
  },
  {
    what: 'a call goes on for ever',
    fault: 'calls/call-unended',
    into: ofFound(({ what, facts }) => what === 'call' && facts['state'] !== null, { state: 'active' }),
  },
  {
    what: 'a file has other bytes',
    fault: 'files/file-altered',
    into: ofFound(({ what, facts }) => what === 'file' && facts['status'] === 200, { sha256: 'other' }),
  },
  {
    what: 'a mail is there twice',
    fault: 'jobs/mail-doubled',
    into: ofFound(({ what, facts }) => what === 'mail' && facts['count'] === 1, { count: 2 }),
  },
  {
    what: 'a request takes ten seconds',
    fault: 'system/settled-late',
    into: ofStep(
      ({ what, door, facts }) => what === 'use' && door === 'chat-0' && facts['patient'] !== true,
      {
        begun: 0,
        ended: 10_000,
      },
    ),
  },
  {
    what: 'a message says something else than its devices were told',
    fault: 'messages/told-otherwise',
    into: ofFound(({ what, facts }) => what === 'message' && facts['deleted'] === false, {
      body: 'otherwise',
    }),
  },
  {
    what: 'a removal that was answered with a yes never happened',
    fault: 'messages/membership-lost',
    into: withStep({ subject: 'messages', what: 'remove', facts: { conversation: 'c', about: 'nobody' } }),
  },
  {
    what: 'a visitor who has left is here for ever',
    fault: 'presence/presence-stuck',
    into: ofFound(({ what, facts }) => what === 'presence' && facts['left'] === true, { status: 'online' }),
  },
  {
    what: 'a call is told to somebody whom it does not concern',
    fault: 'calls/call-told-to-stranger',
    into: (history) => {
      const told = history.heard.find(
        ({ event, facts }) =>
          event === 'call.changed' &&
          history.steps.some(({ what, facts: { call } }) => what === 'initiate' && call === facts['call']),
      );
      if (!told) throw new Error('Nobody was told of any call.');
      const leaked = { ...told, actor: 'hermit/0', facts: { ...told.facts, user: 'a stranger' } };
      return { ...history, heard: [...history.heard, leaked] };
    },
  },
  {
    what: 'a file is there twice',
    fault: 'files/file-doubled',
    into: (history) => {
      const listed = history.found.find(({ what }) => what === 'listed-file');
      if (!listed) throw new Error('Nobody has a file.');
      const again = { ...listed, facts: { ...listed.facts, file: 'another' } };
      return { ...history, found: [...history.found, again] };
    },
  },
  {
    what: 'a person whom somebody knows is unknown',
    fault: 'system/refused-wrongly',
    into: ofStep(({ what }) => what === 'see', { outcome: 'refused', status: 404, code: 'not_found' }),
  },
  {
    what: 'a request of the client library is never answered',
    fault: 'system/settled-late',
    into: withStep({
      subject: 'files',
      what: 'ask',
      outcome: 'unknown',
      code: 'timeout',
      begun: 0,
      ended: 60_000,
    }),
  },
];
