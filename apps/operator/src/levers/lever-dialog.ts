import { type LeverName, type OperatorAction } from '@secureconnect/contracts';
import { ask } from '../live/ask';
import { button, make } from '../page/element';
import { leverWords } from './lever-words';

/** What is to be pulled, and where. */
export interface Intent {
  readonly lever: LeverName;
  readonly service: string;
  /** All instances of the service unless said. */
  readonly origin?: string;
  readonly kind?: string;
}

const where = ({ service, origin }: Intent): string =>
  origin === undefined ? `all instances of ${service}` : `${service}, ${origin}`;

const what = ({ lever, kind }: Intent): string => {
  const { label } = leverWords[lever];
  return kind === undefined ? label : `${label}: ${kind} calls`;
};

function minutesField(): HTMLLabelElement {
  const choices = [5, 15, 60, 240].map((minutes) =>
    make('option', { text: `${minutes} minutes`, attributes: { value: String(minutes) } }),
  );
  const select = make('select', { attributes: { name: 'minutes' } }, ...choices);
  select.value = '15';
  return make('label', { class: 'field' }, make('span', { text: 'For at most' }), select);
}

const outcomes = (actions: readonly OperatorAction[]): string =>
  actions.map(({ origin, outcome }) => `${origin}: ${outcome}`).join('\n');

interface Parts {
  readonly form: HTMLFormElement;
  readonly told: HTMLElement;
  readonly go: HTMLButtonElement;
  readonly leave: HTMLButtonElement;
}

/** Asks whether it is meant, pulls the lever, and says what came of it. The focus goes back to where it was. */
export function confirmLever(intent: Intent): void {
  const told = make('p', { class: 'told', attributes: { role: 'status' } });
  const go = make('button', { class: 'button primary', text: what(intent), attributes: { type: 'submit' } });
  const leave = button('Cancel', () => dialog.close());
  const form = make(
    'form',
    {},
    make('h2', { text: `${what(intent)}?`, attributes: { id: 'lever-title' } }),
    make('p', { class: 'target', text: where(intent) }),
    make('p', { text: leverWords[intent.lever].means }),
    ...(intent.lever === 'force-degraded' ? [minutesField()] : []),
    told,
    make('div', { class: 'row' }, go, leave),
  );
  const dialog = make('dialog', { class: 'lever', attributes: { 'aria-labelledby': 'lever-title' } }, form);
  dialog.addEventListener('close', () => dialog.remove());
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    void pull(intent, { form, told, go, leave });
  });
  document.body.append(dialog);
  dialog.showModal();
}

async function pull(intent: Intent, { form, told, go, leave }: Parts): Promise<void> {
  go.disabled = true;
  const minutes = new FormData(form).get('minutes');
  const body = { ...intent, ...(minutes !== null && { minutes: Number(minutes) }) };
  try {
    const { actions } = await ask<{ actions: OperatorAction[] }>('POST', '/operator/levers', body);
    told.textContent = outcomes(actions);
    go.remove();
    leave.textContent = 'Close';
    leave.focus();
  } catch (error) {
    // What was wrong is for her to read; she may try again.
    told.textContent = (error as Error).message;
    go.disabled = false;
  }
}
