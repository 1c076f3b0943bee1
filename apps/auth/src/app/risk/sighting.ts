/** Where an address is said to be. */
export interface Place {
  /** ISO 3166, two letters. */
  readonly country: string;
  readonly latitude?: number;
  readonly longitude?: number;
}

/** From where and with what somebody was seen; what is not known is left out, and never counts against her. */
export interface Sighting {
  /** Ms since the epoch. */
  readonly at: number;
  readonly address: string;
  readonly userAgent: string;
  /** What the client calls its device; only whether it is the same is looked at. */
  readonly device?: string;
  readonly place?: Place;
}

/** What is known of somebody before. */
export interface KnownBefore {
  readonly last: Sighting;
  /** Whether the device that is seen now was seen before; undefined where it does not say which it is. */
  readonly isKnownDevice?: boolean;
  /** Hours of the day (UTC) she was seen in; with fewer than five sightings nobody has habits. */
  readonly hours?: readonly number[];
  /** Wrong passwords of late, whoever typed them. */
  readonly failures?: number;
}
