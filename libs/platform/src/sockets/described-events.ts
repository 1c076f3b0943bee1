/** What a gateway says of its events, by their names, for the documents. */
export interface DescribedEvents {
  /** What each event of a client does, and what its acknowledgement has besides `ok`. */
  readonly client?: Readonly<Record<string, string>>;
  /** What each event tells that it sends besides what every socket server does. */
  readonly server?: Readonly<Record<string, string>>;
}
