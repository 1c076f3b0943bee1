import { make } from '../page/element';

/** Where one writes: Enter sends, Shift and Enter begin a line. */
export function composer(onSend: (body: string) => Promise<void>): { element: HTMLElement; focus(): void } {
  const text = make('textarea', {
    class: 'input',
    attributes: { rows: '1', 'aria-label': 'Message', placeholder: 'Write a message', maxlength: '4000' },
  });
  const send = make('button', { class: 'button primary', text: 'Send', attributes: { type: 'submit' } });
  const element = make('form', { class: 'composer' }, text, send);
  const submit = () => {
    const body = text.value.trim();
    if (body === '') return;
    text.value = '';
    void onSend(body);
  };
  element.addEventListener('submit', (event) => {
    event.preventDefault();
    submit();
  });
  text.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    submit();
  });
  return { element, focus: () => text.focus() };
}
