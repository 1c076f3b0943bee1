import { ask, type SignedIn } from '../live/ask';
import { make } from '../page/element';

const field = (label: string, attributes: Record<string, string>): HTMLLabelElement =>
  make(
    'label',
    { class: 'field' },
    make('span', { text: label }),
    make('input', { attributes: { required: '', ...attributes } }),
  );

/** Where an operator says who she is and shows the token. */
export function signInView(note: string, entered: (session: SignedIn) => void): HTMLElement {
  const told = make('p', { class: 'told', text: note, attributes: { role: 'alert' } });
  const form = make(
    'form',
    { class: 'entry' },
    make('h1', { text: 'Operators' }),
    make('p', { class: 'quiet', text: 'What you do here is written down under your name.' }),
    field('Your name', { name: 'name', maxlength: '80', autocomplete: 'username' }),
    field("The operator's token (OPERATOR_TOKEN)", {
      ...{ name: 'token', type: 'password', autocomplete: 'current-password' },
    }),
    told,
    make('button', { class: 'button primary', text: 'Sign in' }),
  );
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const { name, token } = Object.fromEntries(new FormData(form)) as Record<string, string>;
    ask<SignedIn>('POST', '/operator/session', { name, token }).then(entered, (error: Error) => {
      told.textContent = error.message;
      form.querySelector<HTMLInputElement>('[name=token]')?.select();
    });
  });
  return make('main', { class: 'door' }, form);
}

/** What is shown where nobody can sign in. */
export const closedView = (): HTMLElement =>
  make(
    'main',
    { class: 'door' },
    make(
      'div',
      { class: 'entry' },
      make('h1', { text: 'Operators' }),
      make('p', { text: 'Nothing is shown here: this gateway has no OPERATOR_TOKEN.' }),
      make('p', {
        text: 'Set one of at least 24 characters, the same for all services, and start them again:',
      }),
      make('pre', { text: 'OPERATOR_TOKEN=$(openssl rand -hex 32)' }),
      make('p', { class: 'quiet', text: 'npm start makes one and prints in which file it is.' }),
    ),
  );
