import { type LeverName } from '@secureconnect/contracts';
import { button, make } from '../page/element';
import { confirmLever } from './lever-dialog';
import { leverWords } from './lever-words';

const usual: readonly LeverName[] = ['force-degraded', 'release', 'probe', 'breaker-reset'];

/** The levers of one instance, or of all of a service. */
export function leverRow(service: string, origin?: string): HTMLElement {
  const place = origin === undefined ? { service } : { service, origin };
  const name = origin === undefined ? `all instances of ${service}` : `${service} ${origin}`;
  const levers = usual.map((lever) => {
    const { label } = leverWords[lever];
    const made = button(label, () => confirmLever({ lever, ...place }), 'button small');
    made.setAttribute('aria-label', `${label}, ${name}`);
    return made;
  });
  return make(
    'div',
    { class: 'levers', attributes: { role: 'group', 'aria-label': `Levers of ${name}` } },
    ...levers,
  );
}
