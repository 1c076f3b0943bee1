import { type InstanceReport, type ServiceName } from '@secureconnect/contracts';

type Fields = Readonly<Record<string, unknown>>;

const states: readonly unknown[] = ['normal', 'degraded', 'recovering'];

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isText = (value: unknown): boolean => typeof value === 'string';
const isTime = (value: unknown): boolean => typeof value === 'string' && !Number.isNaN(Date.parse(value));
const isList = (value: unknown, is: (each: Fields) => boolean): boolean =>
  Array.isArray(value) && value.every((each) => isFields(each) && is(each));

/** Whether it is what an instance of that service says of itself, in all that this gateway reads of it. */
export function isReport(body: unknown, service: ServiceName): body is InstanceReport {
  if (!isFields(body) || body['service'] !== service || !isFields(body['redis'])) return false;
  const { instance, started_at: startedAt, at, components_at: componentsAt, components, events } = body;
  const areTimes = [startedAt, at, componentsAt ?? at].every(isTime);
  const areComponents = isFields(components) && Object.values(components).every(isComponent);
  const isCounted = typeof body['live_instances'] === 'number';
  const areEvents = isList(events, (event) => isTime(event['at']) && isText(event['what']));
  return isText(instance) && areTimes && isCounted && areComponents && areEvents && isRedis(body['redis']);
}

const isComponent = (component: unknown): boolean => isFields(component) && isText(component['status']);

function isRedis({ state, since, held, last_look: look, breakers, stores, reconciled }: Fields): boolean {
  const isHeld = held === null || (isFields(held) && isText(held['by']) && isTime(held['since']));
  const isLook = isFields(look) && typeof look['failed_in_a_row'] === 'number';
  const areBreakers = isList(breakers, (each) => isText(each['kind']) && isTime(each['since']));
  const areStores = isList(stores, (each) => isText(each['store']) && isText(each['tier']));
  const isKnown = states.includes(state) && isTime(since);
  return isKnown && isHeld && isLook && areBreakers && areStores && isFields(reconciled);
}
