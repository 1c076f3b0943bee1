import { type Client } from '@secureconnect/client';
import { button, field, make } from '../page/element';
import { form } from '../page/form';
import { type Notices } from '../page/notices';

const email = () =>
  field('E-mail address', { name: 'email', type: 'email', required: true, autocomplete: 'email' });
const username = () => field('User name', { name: 'username', required: true, autocomplete: 'username' });
const password = (autocomplete: string) =>
  field('Password', { name: 'password', type: 'password', required: true, autocomplete });

/** Signing in, and making an account. */
export function signInView(client: Client, told: Notices): HTMLElement {
  const box = make('div', { class: 'card-body' });
  showLogin(box, client, told);
  const brand = make('h1', { class: 'brand', text: 'SecureConnect' });
  const line = make('p', { class: 'quiet', text: 'Chat and calls that go on when Redis does not.' });
  return make('main', { class: 'sign-in' }, make('section', { class: 'card' }, brand, line, box));
}

const login = (client: Client, told: Notices, { email = '', password = '' }: Record<string, string>) =>
  told.attempt(() => client.auth.login({ email, password }));

function showLogin(box: HTMLElement, client: Client, told: Notices): void {
  box.replaceChildren(
    make('h2', { text: 'Sign in' }),
    form('Sign in', [email(), password('current-password')], (values) => login(client, told, values)),
    button('I have no account yet', () => showRegistration(box, client, told), { class: 'link' }),
  );
}

function showRegistration(box: HTMLElement, client: Client, told: Notices): void {
  const register = async (values: Record<string, string>) => {
    const { email = '', username = '', password = '' } = values;
    const isMade = await told.attempt(async () => {
      await client.auth.register({ email, username, password });
      return true;
    });
    if (isMade) await login(client, told, values);
  };
  box.replaceChildren(
    make('h2', { text: 'Make an account' }),
    form('Make the account', [email(), username(), password('new-password')], register),
    button('I have an account', () => showLogin(box, client, told), { class: 'link' }),
  );
}
