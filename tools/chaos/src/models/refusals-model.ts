import { type ErrorCode, errorCodes } from '@secureconnect/contracts';
import { type Finding } from '../history/finding';
import { type StormHistory } from '../history/storm-history';
import { type Model } from './model';
import { foundOf, type NumberedStep, said, shownBy, textOf } from './read-history';

/** Sessions are judged by a model of their own, and so is who may not be in any more. */
const unauthorised = 401;
const gone = [404, 410];
/** Somebody was faster, or has hung up. */
const tooLate = [409, 410];
/** A call is begun again and again where it fails at once, and in an outage a gateway has its part of twenty. */
const tooOften = 429;
/** In which ways what people ask for may be refused, though all of it is theirs; what is not here has a model of its own. */
const lawful: Readonly<Record<string, readonly number[]>> = {
  ...{ send: [], edit: [], delete: [], read: [], see: [], say: [] },
  ...{ upload: [408, 409], download: gone, 'delete-file': gone },
  ...{
    initiate: [...tooLate, tooOften],
    accept: tooLate,
    decline: tooLate,
    cancel: tooLate,
    leave: tooLate,
    end: tooLate,
  },
  // A code that is asked for after the password.
  'log-in': [403],
  ...{ use: [], refresh: [], 'log-out': [], register: [], forget: [] },
};
const ofConversations = ['send', 'edit', 'delete', 'read'];

/**
 * Who asks for what is hers is not refused: nothing of a conversation that she is in is unknown, and who is far below all
 * limits is not kept waiting. What a fault may refuse has a status of 500 and more, and is judged with all answers.
 */
export const refusalsModel: Model = {
  subject: 'system',
  judge: (history) => {
    const goers = goersOf(history);
    return history.steps.flatMap((step, number) => judgeStep({ ...step, number }, goers));
  },
};

function judgeStep(step: NumberedStep, goers: Goers): Finding[] {
  const status = statusOf(step);
  const allowed = lawful[step.what];
  if (!allowed || status < 400 || status >= 500 || status === unauthorised) return [];
  if (allowed.includes(status)) return [];
  if (ofConversations.includes(step.what) && gone.includes(status) && goers.has(step)) return [];
  return [shownBy('system', 'refused-wrongly', said(step), step)];
}

/** A refusal on a socket has a code alone, and each code one status. */
const statusOf = ({ status, code }: NumberedStep): number =>
  status ?? errorCodes[code as ErrorCode]?.status ?? 0;

/** Those who are in a conversation from time to time: nobody can say when it is theirs. */
class Goers {
  constructor(
    private readonly users: ReadonlySet<string>,
    private readonly devices: ReadonlyMap<string, string>,
  ) {}

  has(step: NumberedStep): boolean {
    return this.users.has(this.devices.get(step.actor) ?? textOf(step, 'user'));
  }
}

/** Whoever was added or removed, by `about`; devices by whose they are. */
function goersOf(history: StormHistory): Goers {
  const moves = history.steps.filter(({ what }) => what === 'add' || what === 'remove');
  const devices = foundOf(history, 'device').map((one) => [one.actor, textOf(one, 'user')] as const);
  return new Goers(new Set(moves.map((step) => textOf(step, 'about'))), new Map(devices));
}
