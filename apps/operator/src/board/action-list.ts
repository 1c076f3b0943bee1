import { type FleetStatus, type OperatorAction } from '@secureconnect/contracts';
import { fill, make, say } from '../page/element';
import { clock } from '../words/times';

/** What operators did, and whether PostgreSQL has it. */
export class ActionList {
  private readonly list = make('ol', { class: 'timeline actions' });
  private readonly waiting = make('p', { class: 'unrecorded', attributes: { role: 'status' } });
  readonly element = make(
    'section',
    { class: 'panel' },
    make('h2', { text: 'What operators did' }),
    ...[this.waiting, this.list],
  );

  show({ actions, unrecorded }: FleetStatus): void {
    this.waiting.hidden = unrecorded === null;
    if (unrecorded) {
      const { count, since, reason } = unrecorded;
      say(this.waiting, `${count} not written down yet, since ${clock(since)}: ${reason}`);
    }
    fill(this.list, actions, () =>
      actions.length === 0 ? [make('li', { class: 'quiet', text: 'Nothing yet.' })] : actions.map(line),
    );
  }
}

function line(action: OperatorAction): HTMLElement {
  const {
    at,
    operator,
    lever,
    detail,
    service,
    origin,
    outcome,
    is_done: isDone,
    is_recorded: isKept,
  } = action;
  return make(
    'li',
    { attributes: { 'data-done': String(isDone) } },
    make('time', { text: clock(at), attributes: { datetime: at } }),
    make('span', { class: 'what', text: operator }),
    make('span', { class: 'change', text: `${lever}${detail ? ` (${detail})` : ''} · ${service} ${origin}` }),
    make('span', {
      class: 'why',
      text: isKept ? outcome : `${outcome} (not in PostgreSQL)`,
    }),
  );
}
