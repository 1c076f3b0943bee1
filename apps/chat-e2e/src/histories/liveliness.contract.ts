import { behindGateway, type History } from './history.contract';

/** How long a message took from its sender at one instance to a client at the other, at the median; NaN: there was none. */
export interface Liveliness {
  readonly wellMs: number;
  readonly awayMs: number;
  /** How many that is the median of. */
  readonly away: number;
}

interface Span {
  readonly from: number;
  readonly to: number;
}

/** What is sent just before an outage meets its beginning, and belongs to neither. */
const besideMs = 500;

function median(values: number[]): number {
  const sorted = values.sort((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? NaN;
}

/** Of all messages that were told to somebody at the other instance. */
export function livelinessOf({ sent, devices }: History, outages: readonly Span[]): Liveliness {
  const of = new Map(sent.map((each) => [`${each.sender} ${each.clientMsgId}`, each]));
  const [well, away]: [number[], number[]] = [[], []];
  for (const { told, instance } of devices.filter((device) => device.instance !== behindGateway))
    for (const { message, event, at } of told) {
      const origin = message && of.get(`${message.sender} ${message.clientMsgId}`);
      if (event !== 'message.created' || !origin || origin.instance + instance !== 1) continue;
      const { begun } = origin;
      if (outages.some(({ from, to }) => begun >= from && begun < to)) away.push(at - begun);
      else if (!outages.some(({ from, to }) => begun >= from - besideMs && begun < to + besideMs))
        well.push(at - begun);
    }
  return { wellMs: median(well), awayMs: median(away), away: away.length };
}
