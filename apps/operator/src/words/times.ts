/** The clock of the gateway may be another than the one here. */
let ahead = 0;

/** Takes over the gateway's clock. */
export const heardAt = (at: string): void => void (ahead = Date.parse(at) - Date.now());

/** What time it is at the gateway. */
export const gatewayNow = (): number => Date.now() + ahead;

/** A moment of the clock here, by that of the gateway, as all others are. */
export const atGateway = (here: number): number => here + ahead;

const isToday = (at: Date): boolean => at.toDateString() === new Date(gatewayNow()).toDateString();

/** A moment as it is said: with its day where that is another one. */
export function clock(at: string | number): string {
  const moment = new Date(at);
  const time = moment.toLocaleTimeString([], {
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hour12: false,
  });
  return isToday(moment) ? time : `${moment.toLocaleDateString()} ${time}`;
}

/** How long ago, in one or two words. */
export function lasting(since: string | number): string {
  const seconds = Math.max(0, Math.floor((gatewayNow() - new Date(since).getTime()) / 1_000));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} h ${minutes % 60} min` : `${Math.floor(hours / 24)} days`;
}

/** Since when, and how long that is. */
export const sinceWords = (since: string | number): string => `since ${clock(since)} (${lasting(since)})`;
