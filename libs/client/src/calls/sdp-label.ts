const label = 'a=x-negotiation:';

/** What a description says of where it is from, beside what WebRTC reads. */
export interface Labelled {
  readonly sdp: string;
  /** Which offer it is, or answers; undefined where the other side does not say. */
  readonly offer: string | undefined;
}

/** Writes into a description which offer it is, or answers: an answer to an offer before the last would break the last. */
export const labelled = (sdp: string, offer: string | undefined): string =>
  offer === undefined ? sdp : `${sdp.replace(/(?:\r?\n)?$/, '\r\n')}${label}${offer}\r\n`;

/** Takes that out again. */
export function unlabelled(said: string): Labelled {
  const lines = said.split('\r\n');
  const found = lines.find((line) => line.startsWith(label));
  return {
    sdp: found === undefined ? said : lines.filter((line) => line !== found).join('\r\n'),
    offer: found?.slice(label.length),
  };
}

/** Which connection of the other side wrote it: a reloaded page has another. */
export const originOf = (sdp: string): string | undefined => /^o=\S+ (\S+)/m.exec(sdp)?.[1];
