import { button } from '../page/element';

/** A button that is on or off. */
export interface Toggle {
  readonly element: HTMLButtonElement;
  show(isOn: boolean): void;
}

/** What it says is what it would do; false from `act`: it stays as it was. */
export function toggle(
  [turnOn, turnOff]: readonly [turnOn: string, turnOff: string],
  isOn: boolean,
  act: (isOn: boolean) => boolean | Promise<boolean>,
): Toggle {
  let now = isOn;
  const show = (on: boolean) => {
    now = on;
    element.textContent = on ? turnOff : turnOn;
    element.dataset['on'] = String(on);
  };
  const element: HTMLButtonElement = button('', async () => {
    const wanted = !now;
    if (await act(wanted)) show(wanted);
  });
  show(isOn);
  return { element, show };
}
