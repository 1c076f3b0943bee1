/** What an element is made with. Text is text: nothing that comes from people is ever read as HTML. */
export interface Parts {
  readonly class?: string;
  readonly text?: string;
  readonly attributes?: Readonly<Record<string, string | boolean>>;
  readonly on?: Readonly<Record<string, (event: Event) => void>>;
}

/** Makes an element with what is in it. */
export function make<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  { class: name, text, attributes = {}, on = {} }: Parts = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag);
  if (name) element.className = name;
  if (text !== undefined) element.textContent = text;
  for (const [key, value] of Object.entries(attributes))
    if (value !== false) element.setAttribute(key, value === true ? '' : value);
  for (const [event, listener] of Object.entries(on)) element.addEventListener(event, listener);
  element.append(...children);
  return element;
}

/** A button that cannot be pressed twice while what it does goes on. */
export function button(
  label: string,
  act: () => unknown,
  { class: name = 'button', title = '' }: { class?: string; title?: string } = {},
): HTMLButtonElement {
  const made = make('button', { class: name, text: label, attributes: { type: 'button' } });
  if (title) made.title = title;
  made.addEventListener('click', () => {
    made.disabled = true;
    void Promise.resolve(act()).finally(() => (made.disabled = false));
  });
  return made;
}

/** A field with its label. */
export function field(label: string, attributes: Record<string, string | boolean>): HTMLLabelElement {
  return make(
    'label',
    { class: 'field' },
    make('span', { text: label }),
    make('input', {
      class: 'input',
      attributes: { id: `field-${String(attributes['name'])}`, ...attributes },
    }),
  );
}

/** What was written into a form, by the names of its fields. */
export const written = (form: HTMLFormElement): Record<string, string> =>
  Object.fromEntries([...new FormData(form)].map(([name, value]) => [name, String(value).trim()]));
