import { make, written } from './element';

/** A form that does one thing, and cannot be sent twice at once. */
export function form(
  submit: string,
  fields: readonly HTMLElement[],
  act: (values: Record<string, string>) => Promise<unknown>,
): HTMLFormElement {
  const send = make('button', { class: 'button primary', text: submit, attributes: { type: 'submit' } });
  const made = make('form', { class: 'form' }, ...fields, send);
  made.addEventListener('submit', (event) => {
    event.preventDefault();
    send.disabled = true;
    void act(written(made)).finally(() => (send.disabled = false));
  });
  return made;
}
