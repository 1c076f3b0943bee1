/** What an element is made with. Text is text: nothing that comes from a service is ever read as HTML. */
export interface Parts {
  readonly class?: string;
  readonly text?: string;
  readonly attributes?: Readonly<Record<string, string>>;
}

/** Makes an element with what is in it. */
export function make<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  { class: name, text, attributes = {} }: Parts = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag);
  if (name) element.className = name;
  if (text !== undefined) element.textContent = text;
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}

/** Sets a text, unless it is there: what says the same again is not read out again. */
export function say(element: HTMLElement, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

const shown = new WeakMap<Element, string>();

/** Puts new children in place only where what they are made of has changed: whoever reads or holds the focus stays there. */
export function fill(element: Element, of: unknown, children: () => readonly (Node | string)[]): void {
  const said = JSON.stringify(of);
  if (shown.get(element) === said) return;
  shown.set(element, said);
  element.replaceChildren(...children());
}

/** A button that does one thing. */
export function button(label: string, act: () => void, name = 'button'): HTMLButtonElement {
  const made = make('button', { class: name, text: label, attributes: { type: 'button' } });
  made.addEventListener('click', act);
  return made;
}
