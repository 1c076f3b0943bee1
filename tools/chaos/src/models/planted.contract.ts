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
const isLeft = ({ facts }: Step, { steps }: StormHistory): boolean =>
  steps.some(
    (step) =>
      step.what === 'log-out' && step.outcome !== 'refused' && step.facts['account'] === facts['account'],
  );

/** One for each model, as the people of a storm would have seen it. */
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
];
